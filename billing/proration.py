"""What a month on one or several plans costs: by the day, each line rounded once.

    20,000 * 10/31 + 40,000 * 21/31 = 6,452 + 27,097

The day of a change belongs to the new plan; a share is of the days of the whole month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import zip_longest

from billing.months import Month
from billing.terms import Terms
from core.days import DAY, Days
from core.money import round_money

PRECISION = 60  # digits, so that a quotient is rounded once only


@dataclass(frozen=True, slots=True)
class PlanChange:
    """From the beginning of this local day on; without terms nothing is billed (a trial, a gap, an end)."""

    day: date
    terms: Terms | None


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring days on the same terms."""

    terms: Terms
    days: Days


@dataclass(frozen=True, slots=True)
class BaseLine:
    """`amount` is terms.base * share, rounded half up to the currency's minor unit."""

    span: Span
    share: tuple[int, int]  # days of the span, and of the month: printed as they are
    amount: Decimal


def spans_of(changes: Iterable[PlanChange], month: Month) -> list[Span]:
    """The billed days of the month, in order; of two changes on one day the later in the list counts."""
    by_day = {change.day: change for change in changes}
    ordered = [by_day[day] for day in sorted(by_day)]
    spans: list[Span] = []
    for change, following in zip_longest(ordered, ordered[1:]):
        end = following.day - DAY if following else month.last
        days = Days(max(change.day, month.first), min(end, month.last))
        if change.terms is not None and days:
            _append(spans, Span(change.terms, days))
    return spans


def billed_days(spans: Iterable[Span], months: Iterable[Month]) -> list[Days] | None:
    """The days of the spans; None if these are all the days of the months."""
    days = [span.days for span in spans]
    return None if sum(map(len, days)) == sum(map(len, months)) else days


def base_lines(spans: Sequence[Span], month: Month, currency: str) -> list[BaseLine]:
    """One line a span, of nothing for a plan that is free."""
    return [
        BaseLine(
            span,
            (len(span.days), len(month)),
            share_of(span.terms.base, Fraction(len(span.days), len(month)), currency),
        )
        for span in spans
    ]


def share_of(amount: Decimal, share: Fraction, currency: str) -> Decimal:
    """amount * share, rounded half up to the currency's minor unit; the share is of a whole."""
    with localcontext(prec=PRECISION):
        return round_money(amount * share.numerator / share.denominator, currency)


def _append(spans: list[Span], span: Span) -> None:
    before = spans[-1] if spans else None
    if before and before.terms == span.terms and before.days.last + DAY == span.days.first:
        spans[-1] = Span(before.terms, Days(before.days.first, span.days.last))
    else:
        spans.append(span)
