"""Money that a seller takes at a desk, in cash or by a card reader of their own: no provider is ever called.

Buyers are never offered it. What is refunded is handed back by the seller, then marked as sent by an admin.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.gateways.amounts import CurrencyTable
from payments.gateways.base import (
    NO_MINIMUMS,
    GatewayError,
    InvalidSignature,
    PaymentOutcome,
    Started,
    Webhook,
)

if TYPE_CHECKING:
    from payments.models import Payment, Refund


class DeskGateway:
    code = "desk"
    currencies: CurrencyTable | None = None
    minimums = NO_MINIMUMS
    holds_stock = False
    label = gettext_lazy("At the desk")

    def start(self, payment: "Payment") -> Started:
        raise GatewayError(_("This is paid at the desk."))

    def confirm(
        self, payment: "Payment", returned: Mapping[str, str], now: datetime | None = None
    ) -> PaymentOutcome:
        return self.look_up(payment, now)

    def look_up(self, payment: "Payment", now: datetime | None = None) -> PaymentOutcome:
        """It is captured as it is opened; there is no provider to ask."""
        return PaymentOutcome("open")

    def refund(self, refund: "Refund", now: datetime | None = None) -> str:
        raise GatewayError(_("Hand the money back at the desk, then mark the refund as sent."))

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], now: datetime | None = None
    ) -> Webhook:
        raise InvalidSignature("A desk has no messages.")
