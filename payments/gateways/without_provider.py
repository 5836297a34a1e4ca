"""What gateways share that have no provider to call: nothing is looked up, and no message is genuine."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from payments.gateways.amounts import CurrencyTable
from payments.gateways.base import NO_MINIMUMS, InvalidSignature, PaymentOutcome, Webhook

if TYPE_CHECKING:
    from payments.models import Payment


class GatewayWithoutProvider:
    currencies: CurrencyTable | None = None
    minimums: Mapping[str, Decimal] = NO_MINIMUMS
    holds_stock = False

    def confirm(
        self, payment: "Payment", returned: Mapping[str, str], now: datetime | None = None
    ) -> PaymentOutcome:
        return self.look_up(payment, now)

    def look_up(self, payment: "Payment", now: datetime | None = None) -> PaymentOutcome:
        return PaymentOutcome("open")

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], now: datetime | None = None
    ) -> Webhook:
        raise InvalidSignature("No provider sends messages here.")
