"""A store's menu as a customer reads it, in two queries whatever its size."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from stores.models import MenuSection, Option, OptionGroup, Product, Store

FEW = 5  # pieces


@dataclass(frozen=True, slots=True)
class Choice:
    """One option group with its options; what is sold out is shown but cannot be chosen."""

    group: OptionGroup
    options: list[Option]

    @property
    def is_single(self) -> bool:
        return self.group.max_choices == 1

    @property
    def preset(self) -> int | None:
        """The option chosen unless the customer says otherwise: the first one where one is due."""
        due = self.is_single and self.group.min_choices
        return next((option.pk for option in self.options if due and option.is_available), None)

    @property
    def rule(self) -> str:
        """How many to choose, in words."""
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
        """How many are left, where that should hurry a customer."""
        left = self.product.stock
        return _("Only %(left)s left") % {"left": left} if left is not None and left <= FEW else ""


@dataclass(frozen=True, slots=True)
class Part:
    section: MenuSection
    dishes: list[Dish]


def menu_of(store: Store) -> list[Part]:
    """The sections with something to show; hidden products are left out, sold-out ones are not."""
    shown = Product.objects.filter(section__store=store, is_hidden=False)
    ordered = shown.order_by("section__position", "section_id", "position", "pk")
    products = ordered.select_related("section").defer("search_key")
    choices = _choices_of(store)
    return [
        Part(section, [Dish(product, choices[product.pk]) for product in rows])
        for section, rows in groupby(products, key=lambda product: product.section)
    ]


def _choices_of(store: Store) -> dict[int, list[Choice]]:
    offered = Option.objects.filter(group__product__section__store=store)
    ordered = offered.order_by("group__position", "group_id", "position", "pk")
    choices = defaultdict(list)
    for group, options in groupby(ordered.select_related("group"), key=lambda row: row.group):
        choices[group.product_id].append(Choice(group, list(options)))
    return choices
