"""What a return is worth: pieces at what was paid for them, less the postage or with the fee of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from orders.adjusting import fee_amount

if TYPE_CHECKING:
    from orders.models import Order, OrderLine

SHIPPING_FEE = "shipping_fee"  # the kind of adjustment

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Amounts in major units of the order's currency.

    `worth` is what was paid for the pieces, `fee_back` what was paid for sending the order, where that goes
    back, `postage` what the buyer bears of the return: never more than the two.
    """

    worth: Decimal
    fee_back: Decimal
    postage: Decimal

    @property
    def amount(self) -> Decimal:
        """What the buyer gets."""
        return self.worth + self.fee_back - self.postage


def settle(
    order: "Order",
    pieces: "Sequence[tuple[OrderLine, int]]",
    *,
    postage: Decimal,
    is_paid_by_store: bool,
) -> Settlement:
    """The settlement of these pieces if they are refunded next.

    A store that pays the postage also pays back what the order's own sending cost, if nothing of it is left
    with the buyer.
    """
    worth = sum((line.value_of_next(count) for line, count in pieces), NOTHING)
    fee_back = _fee_of(order, pieces, worth) if is_paid_by_store else NOTHING
    borne = NOTHING if is_paid_by_store else min(postage, worth)
    return Settlement(worth, fee_back, borne)


def _fee_of(order: "Order", pieces: "Sequence[tuple[OrderLine, int]]", worth: Decimal) -> Decimal:
    counts = {line.pk: count for line, count in pieces}
    lines = order.lines.all()
    if any(line.unrefunded > counts.get(line.pk, 0) for line in lines):
        return NOTHING
    left = order.paid - order.refunded - worth
    return max(min(fee_amount(order, SHIPPING_FEE), left), NOTHING)
