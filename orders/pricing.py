"""Pricing: which adjustments a quote gets beside its lines. config/pricing.py connects the adjusters.

Adjusters run in the order of the phases, and within one in the order in which they are listed. Each sees
what those before it changed; amounts are rounded and limited here, so that no adjuster has to.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from core.money import apportion, round_money
from orders.adjustments import LINES, AdjustmentCode, part_of_platform
from orders.baskets import BasketLine
from orders.fulfilment import RIDER, kind_of
from orders.models import Adjustment
from stores.models import Store

if TYPE_CHECKING:
    from orders.carts import CartOwner


class Phase(IntEnum):
    LINE_DISCOUNT = 1
    ORDER_DISCOUNT = 2
    FEE = 3
    TAX = 4


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What an adjuster returns: a surcharge, or a discount if `amount` (major units) is negative.

    A discount falls on `lines` (their positions; default: all), in proportion to what they still cost, or
    on the fee of the kind `fee`; it is limited to what these still cost. `source` names what caused it
    (`coupon:…`); `label` is shown instead of the kind's. The platform bears `platform_percent` of a discount,
    the store the rest.
    """

    kind: str
    amount: Decimal
    source: str = ""
    label: str = ""
    lines: Collection[int] | None = None
    fee: str = ""
    platform_percent: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """What an adjuster returns where it has no price: the sentence prevents the order."""

    sentence: str


@dataclass(kw_only=True)
class Pricing:
    """What is being priced, and the result so far; adjusters only read it.

    `choices` is what the parts of the checkout contributed, by their name. `buyer` is None where a price is
    shown without a known buyer.
    """

    store: Store
    fulfilment: str
    lines: Sequence[BasketLine]
    now: datetime
    buyer: "CartOwner | None" = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    adjustments: list[Adjustment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    discounts: list[Decimal] = field(init=False)

    def __post_init__(self) -> None:
        self.discounts = [Decimal(0)] * len(self.lines)

    @property
    def currency(self) -> str:
        return self.store.currency

    @property
    def line_amounts(self) -> list[Decimal]:
        """What each line still costs after the discounts so far."""
        return [line.total - off for line, off in zip(self.lines, self.discounts, strict=True)]

    @property
    def total(self) -> Decimal:
        amounts = (adjustment.amount for adjustment in self.adjustments)
        return sum(amounts, sum((line.total for line in self.lines), Decimal(0)))

    def fee_amount(self, kind: str) -> Decimal:
        """What a fee still costs after the discounts on it so far."""
        return sum(
            (a.amount for a in self.adjustments if kind in (a.kind, a.applies_to)), Decimal(0)
        )


Adjuster = Callable[[Pricing], Iterable[PriceChange | Problem]]

_adjusters: list[Adjuster] = []


def connect(adjusters: Mapping[Phase, Sequence[Adjuster]]) -> None:
    """Install the adjusters, replacing those installed before."""
    _adjusters[:] = [adjuster for phase in Phase for adjuster in adjusters.get(phase, ())]


def price(pricing: Pricing) -> Pricing:
    """Run all adjusters; the adjustments are unsaved, and `discounts` has the share of each line."""
    for adjuster in _adjusters:
        for change in list(adjuster(pricing)):
            if isinstance(change, Problem):
                pricing.problems.append(change.sentence)
            else:
                _apply(pricing, change)
    return pricing


def delivery_fee(pricing: Pricing) -> Iterable[PriceChange]:
    """The store's fee for what a rider brings."""
    if kind_of(pricing.fulfilment).carried_by == RIDER and pricing.store.delivery_fee:
        yield PriceChange(AdjustmentCode.DELIVERY_FEE, pricing.store.delivery_fee)


def _apply(pricing: Pricing, change: PriceChange) -> None:
    amount, applies_to = round_money(change.amount, pricing.currency), ""
    shares: Sequence[Decimal] = ()
    if amount < 0 and change.fee:
        amount, applies_to = max(amount, -pricing.fee_amount(change.fee)), change.fee
    elif amount < 0:
        shares, applies_to = _take_off_lines(pricing, change, -amount), LINES
        amount = -sum(shares, Decimal(0))
    if amount:
        adjustment = Adjustment(
            kind=change.kind,
            label=change.label,
            source=change.source,
            applies_to=applies_to,
            amount=amount,
            platform_share=part_of_platform(amount, change.platform_percent, pricing.currency),
        )
        adjustment.line_shares = shares
        pricing.adjustments.append(adjustment)


def _take_off_lines(pricing: Pricing, change: PriceChange, off: Decimal) -> list[Decimal]:
    """Add each line's share of the discount to theirs; returns the shares."""
    weights = [
        amount if change.lines is None or index in change.lines else Decimal(0)
        for index, amount in enumerate(pricing.line_amounts)
    ]
    off = min(off, sum(weights, Decimal(0)))
    shares = apportion(off, weights, pricing.currency)
    pairs = zip(pricing.discounts, shares, strict=True)
    pricing.discounts = [before + share for before, share in pairs]
    return shares
