"""From the facts of a month to the lines of its invoice; reads nothing.

Amounts in a line's data are texts of decimals, in the tenant's currency.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from billing.invoices.vat import vat_in
from billing.models import LineKind
from billing.months import Month
from billing.proration import BaseLine, PlanChange, base_lines, spans_of
from billing.usage.rating import OverageLine, overage_lines

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """By what a month is rated: the number of events, and the units of each meter (by code).

    `billed` is what was billed for it already, if it was closed earlier.
    """

    month: Month
    events: int = 0
    usage: Mapping[str, int] = field(default_factory=dict)
    billed: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class TenantFacts:
    """All that a draft depends on. `late` are closed months to which events were added since.

    `balance` is the tenant's credit, or, below zero, what was carried over; nothing less than `minimum` is
    collected.
    """

    currency: str
    changes: Sequence[PlanChange]
    plan_names: Mapping[str, str]  # by code
    month: MonthFacts
    meter_names: Mapping[str, str] = field(default_factory=dict)  # by code
    late: Sequence[MonthFacts] = ()
    balance: Decimal = NOTHING
    minimum: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class DraftLine:
    """`data` are the values of its text (billing.invoices.texts)."""

    month: Month
    kind: LineKind
    amount: Decimal
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rating:
    """What a month costs, base and overage, by so many events."""

    month: Month
    events: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Draft:
    """The invoice of a month as it would be made now."""

    month: Month
    currency: str
    lines: Sequence[DraftLine]
    rating: Rating
    late_ratings: Sequence[Rating]
    minimum: Decimal

    @property
    def total(self) -> Decimal:
        """Below zero where late usage was reversed, and nothing else is due."""
        return _sum(self.lines)

    @property
    def is_due(self) -> bool:
        """Whether there is an invoice."""
        return self.total > 0 and self.total >= self.minimum

    @property
    def vat(self) -> Decimal:
        """The tax in the total."""
        return vat_in(max(self.total, NOTHING), self.currency)

    @property
    def net(self) -> Decimal:
        """Without VAT."""
        return self.total - self.vat

    @property
    def is_carried(self) -> bool:
        """Too little for an invoice: the next one includes it."""
        return not self.is_due and self.total != 0

    @property
    def balance_change(self) -> Decimal:
        """By closing the month: an invoice settles the balance; without one the balance pays."""
        balance_lines = [line for line in self.lines if line.kind in BALANCE_KINDS]
        return _sum(balance_lines) if self.is_due else _sum(balance_lines) - self.total


BALANCE_KINDS = (LineKind.CARRIED, LineKind.CREDIT)


def draft_of(facts: TenantFacts) -> Draft:
    """Base, overage, late usage of earlier months, the balance: in this order."""
    own = _lines_of(facts, facts.month)
    late_ratings = [_rating(each, _lines_of(facts, each)) for each in facts.late]
    late = [
        _late_line(each.billed, rating)
        for each, rating in zip(facts.late, late_ratings, strict=True)
        if each.billed != rating.amount
    ]
    return Draft(
        month=facts.month.month,
        currency=facts.currency,
        lines=[*own, *late, *_balance_lines(facts, _sum([*own, *late]))],
        rating=_rating(facts.month, own),
        late_ratings=late_ratings,
        minimum=facts.minimum,
    )


def _lines_of(facts: TenantFacts, of: MonthFacts) -> list[DraftLine]:
    """Base and overage of one month."""
    spans = spans_of(facts.changes, of.month)
    base = base_lines(spans, of.month, facts.currency)
    overage = overage_lines(spans, of.usage, of.month, facts.currency)
    return [
        *(_base_line(of.month, line, facts.plan_names) for line in base),
        *(_overage_line(of.month, line, facts.meter_names) for line in overage),
    ]


def _base_line(month: Month, line: BaseLine, names: Mapping[str, str]) -> DraftLine:
    terms, days = line.span.terms, line.span.days
    data = {
        "plan": terms.code,
        "version": terms.version,
        "name": names.get(terms.code, terms.code),
        "base": str(terms.base),
        "days": line.share[0],
        "of": line.share[1],
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
    }
    return DraftLine(month, LineKind.BASE, line.amount, data)


def _overage_line(month: Month, line: OverageLine, names: Mapping[str, str]) -> DraftLine:
    data = {
        "meter": line.meter,
        "name": names.get(line.meter, line.meter),
        "used": line.used,
        "included": line.included,
    }
    return DraftLine(month, LineKind.OVERAGE, line.amount, data)


def _late_line(billed: Decimal, rating: Rating) -> DraftLine:
    data = {"before": str(billed), "after": str(rating.amount)}
    return DraftLine(rating.month, LineKind.LATE, rating.amount - billed, data)


def _balance_lines(facts: TenantFacts, charges: Decimal) -> list[DraftLine]:
    """A credit pays no more than there is to pay; what was carried over is added in full."""
    month, used = facts.month.month, min(facts.balance, max(charges, NOTHING))
    if not used:
        return []
    return [DraftLine(month, LineKind.CREDIT if used > 0 else LineKind.CARRIED, -used)]


def _rating(of: MonthFacts, lines: Iterable[DraftLine]) -> Rating:
    return Rating(of.month, of.events, _sum(lines))


def _sum(lines: Iterable[DraftLine]) -> Decimal:
    return sum((line.amount for line in lines), NOTHING)
