"""Money that a seller takes at a desk, in cash or by a card reader of their own: no provider is ever called.

Buyers are never offered it. What is refunded is handed back by the seller, then marked as sent by an admin.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.gateways.base import GatewayError, Started
from payments.gateways.without_provider import GatewayWithoutProvider

if TYPE_CHECKING:
    from payments.models import Payment, Refund


class DeskGateway(GatewayWithoutProvider):
    """Its payments are captured as they are opened (payments.desk)."""

    code = "desk"
    label = gettext_lazy("At the desk")

    def start(self, payment: "Payment") -> Started:
        raise GatewayError(_("This is paid at the desk."))

    def refund(self, refund: "Refund", now: datetime | None = None) -> str:
        raise GatewayError(_("Hand the money back at the desk, then mark the refund as sent."))
