"""Prices: amounts that fit the currency, and never negative; and which may be shown struck through."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from core.money import format_money, round_money
from stores.models import OptionGroup, Product

MAX_PRICE = Decimal(10_000_000)  # major units of any currency
STRUCK_PERIOD = timedelta(days=30)


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


def struck_price(product: Product, now: datetime) -> Decimal | None:
    """As `struck_prices`, of one product; None if no price may be struck through."""
    return struck_prices([product.pk], now).get(product.pk)


def struck_prices(product_ids: Iterable[int], now: datetime) -> dict[int, Decimal]:
    """{product id: the price that may be shown struck through} of those that have one; one query.

    Its price was lowered in the last 30 days, after it had been on sale for at least 30. The struck price is
    the lowest that was asked in the 30 days before that reduction, and higher than today's. So one that was
    raised just before, or never asked, cannot be struck. Directive 98/6/EC, Article 6a (as amended by (EU)
    2019/2161) asks for at least 30 days; the Korean notice on types of unfair labelling and advertising for
    the lowest price of about the last 20.
    """
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "products": list(product_ids),
            "now": now,
            "period": STRUCK_PERIOD,
        }
        cursor.execute(_STRUCK, values)
        return dict(cursor.fetchall())


def products_with_struck_price(product_ids: Iterable[int], now: datetime) -> list[Product]:
    """The products with their `struck_price` (or None) as of `struck_prices`; one query."""
    values = {"products": list(product_ids), "now": now, "period": STRUCK_PERIOD}
    return list(Product.objects.raw(_WITH_STRUCK, values))


# What was asked in a period are the former prices of all changes in it and of the one that ended it.
_STRUCK = """
WITH last AS (
  SELECT DISTINCT ON (product_id) product_id, at, former, price FROM stores_pricechange
  WHERE product_id = ANY(%(products)s) AND at <= %(now)s
  ORDER BY product_id, at DESC, id DESC
)
SELECT last.product_id, min(before.former)
FROM last JOIN stores_pricechange before ON before.product_id = last.product_id
  AND before.at > last.at - %(period)s AND before.at <= last.at
WHERE last.former > last.price AND last.at > %(now)s - %(period)s
GROUP BY last.product_id, last.price
HAVING count(*) = count(before.former) AND min(before.former) > last.price
"""

# The only text put in is the constant above.
_WITH_STRUCK = f"""
SELECT product.*, struck.price AS struck_price FROM stores_product product
LEFT JOIN ({_STRUCK}) struck (product_id, price) ON struck.product_id = product.id
WHERE product.id = ANY(%(products)s)
"""  # noqa: S608
