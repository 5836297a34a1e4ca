"""What a buyer chose on a page, as a basket: pieces of a variant, or of a set."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money import round_money
from landing.choices import SET
from landing.lifecycle import PUBLISHED
from landing.models import Page, ProductSet, Variant
from orders.baskets import Basket, BasketLine, beyond_limit, stock_problem
from orders.cart_baskets import offered_fulfilments
from orders.fulfilment import Fulfilment, kind_of
from orders.models import MAX_CART_QUANTITY
from stores.models import Product

CODE = re.compile(r"[vs][0-9]{1,18}")
MAX_PIECES = 9_999  # of one product in an order


@dataclass(frozen=True, kw_only=True)
class SetLine(BasketLine):
    """A product of a set, at its own price. `off` is what all sets together save, on their first line."""

    set: ProductSet
    off: Decimal


class PageBasket(Basket):
    """`quantity` of a variant or a set (`code`, as in landing.choices) of the page with this slug."""

    gone = gettext_lazy("This is not sold here any more.")
    changed = gettext_lazy(
        "The price or the stock changed meanwhile. Please look it over and order again: "
        "nothing that you entered is lost."
    )
    back_label = gettext_lazy("Back to the page")
    change_label: str | Promise = gettext_lazy("Choose something else")

    def __init__(self, slug: str, code: str, quantity: int) -> None:
        self.slug, self.code = slug, code
        self.quantity = max(1, min(quantity, MAX_CART_QUANTITY))
        self.page: Page | None = None
        self._lines: Sequence[BasketLine] = ()

    def load(self) -> bool:
        pages = Page.objects.select_related("store", "published", "scheduled")
        self.page = pages.filter(slug=self.slug).first()
        if self.page is None or not CODE.fullmatch(self.code):
            return False
        self.store = self.page.store
        load = self._load_set if self.code.startswith(SET) else self._load_variant
        return load(int(self.code[1:]))

    @property
    def fulfilments(self) -> Sequence[str]:
        """What is sent first: that is what the page is for."""
        offered = offered_fulfilments(self.store)
        return sorted(offered, key=lambda code: code != Fulfilment.SHIPPING)

    @property
    def back_url(self) -> str:
        return self.page.get_absolute_url() if self.page else "/"

    def lines(self) -> Sequence[BasketLine]:
        return self._lines

    def problems(self, fulfilment: str, now: datetime) -> list[str]:
        problems = super().problems(fulfilment, now)
        page = self.page
        if page is None or page.status != PUBLISHED or page.shown_version(now) is None:
            problems.append(_("This page sells nothing at the moment."))
        if kind_of(fulfilment).asks_minutes and not self.store.takes_orders(now):
            problems.append(_("%(store)s is closed right now.") % {"store": self.store})
        return problems

    def _load_variant(self, pk: int) -> bool:
        variants = Variant.objects.select_related("product").filter(page=self.page)
        variant = variants.filter(pk=pk).first()
        if variant is not None:
            name = _name_of(variant.product, variant.label)
            self._lines = [BasketLine(name=name, **self._of(variant.product, self.quantity))]
        return variant is not None

    def _load_set(self, pk: int) -> bool:
        chosen = ProductSet.objects.filter(page=self.page, pk=pk).first()
        items = list(chosen.items.select_related("product")) if chosen else []
        products = [item.product for item in items]
        if chosen is None or not items or None in products:
            return False
        alone = sum(
            (item.product.price * item.pieces for item in items if item.product), Decimal(0)
        )
        off = max(alone - chosen.price, Decimal(0)) * self.quantity
        self._lines = [
            SetLine(
                name=item.product.name,
                set=chosen,
                off=Decimal(0) if place else off,
                **self._of(item.product, item.pieces * self.quantity),
            )
            for place, item in enumerate(items)
            if item.product
        ]
        return True

    def _of(self, product: Product, pieces: int) -> dict[str, Any]:
        """The fields of a line of so many pieces of the product."""
        problem = stock_problem(product, pieces)
        if not problem and pieces > MAX_PIECES:
            problem = beyond_limit(product, MAX_PIECES)
        return {
            "product": product,
            "unit_price": round_money(product.price, self.store.currency),
            "quantity": pieces,
            "problem": problem,
        }


def _name_of(product: Product, label: str) -> str:
    """“Green tea · 100 g”: the label alone may say only in what the variants differ."""
    return f"{product.name} · {label}" if label and label not in product.name else product.name
