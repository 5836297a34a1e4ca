"""What visitors of a page can choose, with its price and stock as of now: they are never cached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.money import round_money
from orders.models import MAX_CART_QUANTITY
from stores.models import Product
from stores.prices import products_with_struck_price
from stores.topics import product_topic

VARIANT, SET = "v", "s"  # the first letter of a choice's code


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A variant or a set. `code` names it in forms: v12, s3.

    `price` and `former_price` (struck through, or what the parts of a set cost by themselves) are in major
    units. `left` is None where the stock is not counted. `most` is how many one order can have.
    """

    code: str
    name: str
    price: Decimal
    former_price: Decimal | None
    left: int | None
    most: int
    grams: int = 0
    parts: Sequence[str] = ()
    product: Product | None = None  # of a variant

    @property
    def is_sold_out(self) -> bool:
        return self.most < 1

    @property
    def is_set(self) -> bool:
        return self.code.startswith(SET)


@dataclass(frozen=True)
class Offers:
    """All choices of a page, in its order: variants first."""

    choices: Sequence[Choice]
    products: Mapping[int, Product]

    @property
    def is_sold_out(self) -> bool:
        return all(choice.is_sold_out for choice in self.choices)

    @property
    def first(self) -> Choice | None:
        """The one that is chosen until the visitor chooses."""
        open_ones = (choice for choice in self.choices if not choice.is_sold_out)
        return next(open_ones, next(iter(self.choices), None))

    @property
    def least_price(self) -> Decimal:
        """Of those that can be bought, if any can."""
        prices = [choice.price for choice in self.choices if not choice.is_sold_out]
        return min(prices or [choice.price for choice in self.choices], default=Decimal(0))

    @property
    def topics(self) -> list[str]:
        return [product_topic(pk) for pk in sorted(self.products)]

    def chosen(self, code: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == code), self.first)


def offers_of(version: Any, now: datetime) -> Offers:
    """The choices of a version that was loaded by landing.pages, in one query."""
    currency = version.page.store.currency
    singles = [row["product"] for row in version.variant_rows]
    parts = [item["product"] for row in version.set_rows for item in row["items"]]
    wanted = {pk for pk in [*singles, *parts] if pk is not None}
    found = {product.pk: product for product in products_with_struck_price(wanted, now)}
    return Offers(
        [
            *(
                _variant(row, found[row["product"]], currency)
                for row in version.variant_rows
                if row["product"] in found  # else it was deleted between the two queries
            ),
            *(_set(row, found, currency) for row in version.set_rows),
        ],
        found,
    )


def _variant(row: Mapping[str, Any], product: Any, currency: str) -> Choice:
    struck = product.struck_price
    return Choice(
        code=f"{VARIANT}{row['id']}",
        name=row["label"] or product.name,
        price=round_money(product.price, currency),
        former_price=None if struck is None else round_money(struck, currency),
        left=None if product.is_sold_out else product.stock,
        most=pieces_for_order([(product, 1)]),
        grams=row["grams"] or 0,
        product=product,
    )


def _set(row: Mapping[str, Any], products: Mapping[int, Product], currency: str) -> Choice:
    items = [(products.get(item["product"]), item["pieces"]) for item in row["items"]]
    known = [(product, pieces) for product, pieces in items if product is not None]
    alone = sum((product.price * pieces for product, pieces in known), Decimal(0))
    price = min(Decimal(row["price"]), alone)
    counted = [p.stock // pieces for p, pieces in known if p.stock is not None]
    is_whole = bool(items) and len(known) == len(items)
    most = pieces_for_order(known) if is_whole else 0
    return Choice(
        code=f"{SET}{row['id']}",
        name=row["name"],
        price=round_money(price, currency),
        former_price=round_money(alone, currency) if price < alone else None,
        left=min(counted, default=None) if most else None,
        most=most,
        grams=sum((item["grams"] or 0) * item["pieces"] for item in row["items"]),
        parts=[f"{pieces} × {product}" for product, pieces in known],
    )


def pieces_for_order(items: Iterable[tuple[Product, int]]) -> int:
    """How many one order can have of what takes so many pieces of these products each."""
    most = MAX_CART_QUANTITY
    for product, pieces in items:
        limits = [product.stock, product.max_per_order]
        most = min([most, *(limit // pieces for limit in limits if limit is not None)])
        if product.is_sold_out:
            return 0
    return most
