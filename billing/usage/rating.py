"""What the usage of a month costs beyond what its plans include."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from billing.months import Month
from billing.proration import Span
from billing.terms import Terms
from core.money import round_money


@dataclass(frozen=True, slots=True)
class OverageLine:
    """`used` units, of which `included` cost nothing; the rest at the terms of the month's end."""

    meter: str
    terms: Terms
    used: int
    included: int
    amount: Decimal

    @property
    def overage(self) -> int:
        return self.used - self.included


def included_units(spans: Sequence[Span], month: Month, meter: str) -> int:
    """One pool for the month: of each plan in proportion to its days, the sum rounded up."""
    days = sum(span.terms.rate(meter).included * len(span.days) for span in spans)
    return math.ceil(Fraction(days, len(month)))


def overage_lines(
    spans: Sequence[Span], usage: Mapping[str, int], month: Month, currency: str
) -> list[OverageLine]:
    """A line for each meter (code: units used in the month) whose overage costs something.

    The prices are those of the last billed day; a month without one costs nothing.
    """
    if not spans:
        return []
    terms = spans[-1].terms
    lines = []
    for meter, used in sorted(usage.items()):
        included = included_units(spans, month, meter)
        amount = round_money(terms.rate(meter).price_of(max(0, used - included)), currency)
        if amount:
            lines.append(OverageLine(meter, terms, used, included, amount))
    return lines
