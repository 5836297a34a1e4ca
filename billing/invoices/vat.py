"""Value-added tax: prices include it."""

from decimal import Decimal
from fractions import Fraction

from billing.proration import share_of

PERCENT = 10  # Korea's Value-Added Tax Act, article 30


def vat_in(total: Decimal, currency: str) -> Decimal:
    """The tax in a total that includes it: total - total / 1.1, rounded once."""
    return share_of(total, Fraction(PERCENT, 100 + PERCENT), currency)
