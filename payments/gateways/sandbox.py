"""A provider that moves no money, for trials: its page lets the payer choose the outcome."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.gateways.base import GatewayError, PaymentOutcome, Started
from payments.gateways.without_provider import GatewayWithoutProvider
from payments.reasons import SANDBOX_DECLINED

if TYPE_CHECKING:
    from payments.models import Payment, Refund


class SandboxGateway(GatewayWithoutProvider):
    code = "sandbox"
    label = gettext_lazy("Sandbox (no real money)")

    def start(self, payment: "Payment") -> Started:
        return Started(reverse("payments:sandbox", args=[payment.key]))

    def confirm(
        self, payment: "Payment", returned: Mapping[str, str], now: datetime | None = None
    ) -> PaymentOutcome:
        match returned.get("outcome"):
            case "pay":
                return PaymentOutcome(
                    "captured", f"sandbox-{payment.key}", payment.amount, payment.currency
                )
            case "decline":
                return PaymentOutcome("declined", reason=SANDBOX_DECLINED.note)
            case "abandon":
                return PaymentOutcome("abandoned")
        raise GatewayError(_("The sandbox does not know this answer."))

    def refund(self, refund: "Refund", now: datetime | None = None) -> str:
        return f"sandbox-refund-{refund.key}"
