"""A plain bank transfer: the payer sends the money, and an admin sees it on the account.

There is no provider to call. The admin marks the deposit as arrived (payments.admin), and a refund as
sent after transferring it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.gateways.base import GatewayError, PaymentOutcome, Started
from payments.gateways.without_provider import GatewayWithoutProvider
from payments.reasons import BANK_TRANSFER

if TYPE_CHECKING:
    from payments.models import Payment, Refund

TIME_TO_TRANSFER = timedelta(hours=24)


class TransferGateway(GatewayWithoutProvider):
    code = "transfer"
    holds_stock = True
    label = gettext_lazy("Bank transfer")

    def start(self, payment: "Payment") -> Started:
        return Started(reverse("payments:transfer", args=[payment.key]))

    def confirm(
        self, payment: "Payment", returned: Mapping[str, str], now: datetime | None = None
    ) -> PaymentOutcome:
        """The payer promises a transfer: the order is held until then.

        Counted from when it was placed, so that repeated promises do not extend the hold.
        """
        now = now or timezone.now()
        if not payment.order.awaits_payment(now):
            return self.look_up(payment, now)
        due = payment.order.placed_at + TIME_TO_TRANSFER
        return PaymentOutcome("waiting", note=where_to_send(payment), due=due)

    def look_up(self, payment: "Payment", now: datetime | None = None) -> PaymentOutcome:
        """There is no provider to ask; what was not transferred before its order expired is abandoned."""
        now = now or timezone.now()
        return PaymentOutcome("open" if payment.order.awaits_payment(now) else "abandoned")

    def refund(self, refund: "Refund", now: datetime | None = None) -> str:
        raise GatewayError(_("Transfer it back by hand, then mark the refund as sent."))


def where_to_send(payment: "Payment") -> str:
    """The account and the reference of the order, as a note."""
    return BANK_TRANSFER.note_with(
        account=settings.BANK_TRANSFER_ACCOUNT, number=payment.order.number
    )
