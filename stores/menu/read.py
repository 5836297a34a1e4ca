"""A store's menu as shown to customers, in two queries for any size."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from core.prepared import Prepared
from stores.models import MenuSection, Option, OptionGroup, Product, Store

LOW_STOCK = 5  # pieces

PRODUCT = ("pk", "name", "description", "photo", "price", "stock", "is_available")
GROUP = ("pk", "name", "min_choices", "max_choices", "product_id")
OPTION = ("pk", "name", "price_change", "is_available")


@dataclass(frozen=True, slots=True)
class Choice:
    """An option group with its options; sold-out ones are shown but cannot be chosen."""

    group: OptionGroup
    options: list[Option]

    @property
    def is_single(self) -> bool:
        return self.group.max_choices == 1

    @property
    def preset(self) -> int | None:
        """The preselected option: the first one if exactly one is to be chosen."""
        due = self.is_single and self.group.min_choices
        return next((option.pk for option in self.options if due and option.is_available), None)

    @property
    def rule(self) -> str:
        """How many to choose, as text."""
        least, most = self.group.min_choices, self.group.max_choices
        if least == most:
            return _("Choose %(count)s") % {"count": most}
        if least:
            return _("Choose %(least)s to %(most)s") % {"least": least, "most": most}
        return _("Optional, up to %(most)s") % {"most": most} if most > 1 else _("Optional")


@dataclass(frozen=True, slots=True)
class Dish:
    product: Product
    choices: list[Choice]

    @property
    def few_left(self) -> str:
        """How many are left, if the stock is low."""
        left = self.product.stock
        return (
            _("Only %(left)s left") % {"left": left}
            if left is not None and left <= LOW_STOCK
            else ""
        )


@dataclass(frozen=True, slots=True)
class Part:
    section: MenuSection
    dishes: list[Dish]


@dataclass(frozen=True, slots=True)
class MenuRows:
    """The rows of a menu as plain values, with the stock only if it is low: equal for equal menus."""

    products: list[dict[str, Any]]
    options: list[dict[str, Any]]

    @property
    def has_offer(self) -> bool:
        """The same as `stores.queries.has_menu`."""
        return any(product["is_available"] for product in self.products)

    def parts(self) -> list[Part]:
        """The sections that are not empty; sold-out products are shown, hidden ones are not."""
        choices = _choices(self.options)
        return [
            Part(MenuSection(pk=pk, name=rows[0]["section__name"]), _dishes(rows, choices))
            for pk, rows in _grouped(self.products, "section_id")
        ]


def menu_rows(store: Store) -> MenuRows:
    products = menu_products.all(store.pk)
    for product in products:
        # Like an uncounted one: otherwise every order would change the menu, which is cached by its rows.
        if product["stock"] is not None and product["stock"] > LOW_STOCK:
            product["stock"] = None
    return MenuRows(products, menu_options.all(store.pk))


@Prepared
def menu_products(store_id: int) -> Any:
    products = Product.objects.filter(
        section__store=store_id, section__is_hidden=False, is_hidden=False
    )
    products = products.order_by("section__position", "section_id", "position", "pk")
    return products.values(*PRODUCT, "section_id", "section__name")


@Prepared
def menu_options(store_id: int) -> Any:
    options = Option.objects.filter(group__product__section__store=store_id)
    options = options.order_by("group__position", "group_id", "position", "pk")
    return options.values(*OPTION, "group_id", *(f"group__{field}" for field in GROUP))


def _dishes(rows: list[dict[str, Any]], choices: Mapping[int, list[Choice]]) -> list[Dish]:
    return [
        Dish(Product(**{field: row[field] for field in PRODUCT}), choices.get(row["pk"], []))
        for row in rows
    ]


def _choices(options: list[dict[str, Any]]) -> Mapping[int, list[Choice]]:
    choices = defaultdict(list)
    for _pk, rows in _grouped(options, "group_id"):
        group = OptionGroup(**{field: rows[0][f"group__{field}"] for field in GROUP})
        made = [Option(**{field: row[field] for field in OPTION}) for row in rows]
        choices[group.product_id].append(Choice(group, made))
    return choices


def _grouped(rows: list[dict[str, Any]], field: str) -> list[tuple[int, list[dict[str, Any]]]]:
    return [(key, list(equal)) for key, equal in groupby(rows, key=lambda row: row[field])]
