"""What the figures mean for an owner, as a sentence each."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from core.currencies import minor_digits
from core.money import format_money, round_money
from coupons.statistics.figures import Figures

MIN_COUNTED = 20  # visitors, or claimed coupons, before a share of them says anything
FEW_CLAIM, FEW_USE = 10, 20  # percent
# Sales for each unit of discount; coupons usually take off less than a quarter.
EXPENSIVE_BELOW = Decimal(3)


def sentences_of(figures: Figures, currency: str) -> list[str]:
    return [*_facts(figures, currency), *_advice(figures)]


def _facts(figures: Figures, currency: str) -> Iterator[str]:
    if figures.average_discount is not None:
        average = format_money(round_money(figures.average_discount, currency), currency)
        yield _("A used coupon took off %(amount)s on average.") % {"amount": average}
    if figures.sales_per_discount is not None:
        one, paid = _rate(figures.sales_per_discount, currency)
        yield _("For every %(one)s of discount, customers paid %(paid)s.") % {
            "one": one,
            "paid": paid,
        }


def _advice(figures: Figures) -> Iterator[str]:
    if (
        figures.views >= MIN_COUNTED
        and (figures.claimed_percent or 0) < FEW_CLAIM
        and not _exceeds(figures)
    ):
        yield _("Few who see it claim it: more off, or a lower minimum, may help.")
    if figures.claimed >= MIN_COUNTED and figures.used * 100 < FEW_USE * figures.claimed:
        yield _("Most are not used yet: a lower minimum spend or more eligible items may help.")
    if figures.sales_per_discount is not None and figures.sales_per_discount < EXPENSIVE_BELOW:
        yield _("That is expensive: a minimum spend, or a cap, makes each discount bring more.")


def _exceeds(figures: Figures) -> bool:
    """Coupons are claimed without their page, too."""
    return figures.claimed > figures.views


def _rate(paid: Decimal, currency: str) -> tuple[str, str]:
    """For a unit of money in which both are readable."""
    unit = Decimal(1000) if minor_digits(currency) == 0 else Decimal(1)
    return format_money(unit, currency), format_money(round_money(unit * paid, currency), currency)
