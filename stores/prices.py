"""Limits of prices: amounts that fit the currency, and never negative."""

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.money import format_money, round_money
from stores.models import OptionGroup

MAX_PRICE = Decimal(10_000_000)  # major units of any currency


def clean_amount(amount: Decimal, currency: str, *, most: Decimal = MAX_PRICE) -> Decimal:
    """The amount; raises ValidationError if it is too large or has more decimals than the currency."""
    if abs(amount) > most:
        raise ValidationError(_("Write at most %(most)s.") % {"most": format_money(most, currency)})
    if amount != round_money(amount, currency):
        raise ValidationError(
            _("%(currency)s has no smaller coins: write %(rounded)s instead.")
            % {"currency": currency, "rounded": format_money(amount, currency)}
        )
    return round_money(amount, currency)


def lowest_change(groups: Iterable[OptionGroup]) -> Decimal:
    """The lowest change of a price by choosing options; often negative or zero."""
    return sum(
        (
            lowest_of(group, [option.price_change for option in group.options.all()])
            for group in groups
        ),
        Decimal(0),
    )


def lowest_of(group: OptionGroup, changes: Iterable[Decimal]) -> Decimal:
    """The same for one group, if its options had these price changes."""
    cheapest = sorted(changes)
    forced = sum(cheapest[: group.min_choices], Decimal(0))
    free = [change for change in cheapest[group.min_choices : group.max_choices] if change < 0]
    return forced + sum(free, Decimal(0))
