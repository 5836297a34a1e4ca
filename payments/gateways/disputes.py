"""What providers report of disputes; not every provider has any."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from payments.gateways.base import (
    CURRENCY,
    LONGEST_REFERENCE,
    refuse_no_money,
    refuse_unwritable,
)

if TYPE_CHECKING:
    from payments.models import Payment

# PayPal takes lost money by a refund of its own, which it may list with those of the payment.
LOSSES_ARE_REFUNDS = frozenset({"paypal"})


@dataclass(frozen=True, slots=True)
class ReportedDispute:
    """The state of a dispute as the provider reports it; amounts in major units of `currency`.

    `lost` is what the payer got of it, once it is lost. `reason` is one of payments.dispute_reasons. Times
    are aware; evidence is taken until `due`. `is_inquiry`: no money is withheld yet.

    Raises ValueError for values that cannot be stored.
    """

    reference: str
    result: Literal["open", "won", "lost"]
    amount: Decimal
    currency: str
    opened_at: datetime
    reason: str = ""
    due: datetime | None = None
    is_inquiry: bool = False
    lost: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        for amount in (self.amount, self.lost):
            refuse_no_money(amount)
        refuse_unwritable(self.reference, LONGEST_REFERENCE)
        refuse_unwritable(self.reason, 100)
        if not (self.reference and self.amount and CURRENCY.fullmatch(self.currency)):
            raise ValueError("a dispute about nothing")


@runtime_checkable
class DisputeGateway(Protocol):
    """A gateway whose payers can dispute payments."""

    def look_up_dispute(self, reference: str, payment: "Payment") -> ReportedDispute:
        """Its current state; raises GatewayError."""

    def dispute_url(self, reference: str) -> str:
        """Where it is answered: a page of the provider's dashboard."""
