"""The discount of a set: its parts are lines at their own prices, so refunds, coupons and stock just work."""

from collections.abc import Iterator
from decimal import Decimal

from landing.baskets import SetLine
from orders.pricing import PriceChange, Pricing

SET_KIND = "set"  # of the adjustment


def set_discount(pricing: Pricing) -> Iterator[PriceChange]:
    """What the lines of a set save together, spread over them by what they cost."""
    lines = {place: line for place, line in enumerate(pricing.lines) if isinstance(line, SetLine)}
    off = sum((line.off for line in lines.values()), Decimal(0))
    if off:
        bought = next(iter(lines.values())).set
        yield PriceChange(
            SET_KIND, -off, source=f"set:{bought.pk}", label=bought.name, lines=set(lines)
        )
