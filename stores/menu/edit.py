"""Verbs on a menu: its sections, products, option groups and options, each with a position in its parent.

A change of positions locks the parent row first, then the siblings by their ids, as reserve_stock
does; so positions stay 0, 1, 2 … and there are no deadlocks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from live.publish import invalidate
from stores.models import MenuSection, Option, OptionGroup, Product, Store
from stores.photos import purge_photo
from stores.stock import attribute_change
from stores.topics import product_topic

Part = MenuSection | Product | OptionGroup | Option

# Sections of a store, products of a section, groups of a product, options of a group.
MAX_MENU_POSITIONS = 200


class MenuRefused(Exception):
    """The menu cannot be changed like this; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class PartKind:
    """`parent` is the field of the row that a part is ordered within; `store` is the lookup of its store."""

    model: type[Any]
    parent: str
    store: str


KINDS = {
    "section": PartKind(MenuSection, "store", "store"),
    "product": PartKind(Product, "section", "section__store"),
    "group": PartKind(OptionGroup, "product", "product__section__store"),
    "option": PartKind(Option, "group", "group__product__section__store"),
}

_KIND_OF = {kind.model: kind for kind in KINDS.values()}


def parts_of(store: Store, name: str) -> QuerySet[Any]:
    """The store's sections, products, groups or options, selected with their parents up to the store."""
    kind = KINDS[name]
    parts: QuerySet[Any] = kind.model.objects.filter(**{kind.store: store})
    return parts.select_related(kind.store)


@transaction.atomic
def append(part: Part, *, by: User | None = None, now: datetime | None = None) -> None:
    """Save a new part as the last one of its parent; raises MenuRefused if there are too many.

    The histories of a product's stock and price begin with `by` and `now`.
    """
    part.position = len(_locked_siblings(part))
    if part.position >= MAX_MENU_POSITIONS:
        raise MenuRefused(
            _("There is room for %(most)s here, and it is full.") % {"most": MAX_MENU_POSITIONS}
        )
    if isinstance(part, Product):
        attribute_change(None, by, now)
    part.save(force_insert=True)


@transaction.atomic
def move(part: Part, *, up: bool) -> None:
    """Swap a part with the one above or below; the first or last one is not moved further."""
    siblings = _locked_siblings(part)
    here = next((n for n, row in enumerate(siblings) if row.pk == part.pk), None)
    if here is None:
        return
    there = here - 1 if up else here + 1
    if 0 <= there < len(siblings):
        siblings[here], siblings[there] = siblings[there], siblings[here]
    _number(siblings)


@transaction.atomic
def remove(part: Part) -> None:
    """Delete a part with its children and photos, and close the gap in the positions.

    The products are locked before their order lines are queried: an order being placed either
    commits first and has its own copy, or finds the product deleted.
    """
    rest = [row for row in _locked_siblings(part) if row.pk != part.pk]
    photos = [product.photo.name for product in _locked_products(part)]
    part.delete()
    _number(rest)
    for photo in photos:
        purge_photo(photo)


@transaction.atomic
def change_product(
    product: Product,
    fields: Collection[str],
    *,
    by: User | None = None,
    now: datetime | None = None,
) -> None:
    """Save these fields, never the stock; moved to another section, the product becomes its last one.

    The history of its price names `by` and `now`.
    """
    former = _locked_former(product)
    if former.section_id != product.section_id:
        _change_section(product, former)
    if former.price != product.price:
        attribute_change(product.pk, by, now)
    product.save(update_fields=fields)
    invalidate(product_topic(product.pk))
    if former.photo.name != product.photo.name:
        purge_photo(former.photo.name)


def change(part: MenuSection | OptionGroup | Option, fields: Collection[str]) -> None:
    """Save these fields of a part; raises MenuRefused if it was deleted meanwhile."""
    values = {field: getattr(part, field) for field in fields}
    if not _KIND_OF[type(part)].model.objects.filter(pk=part.pk).update(**values):
        raise MenuRefused(_("This was deleted meanwhile."))


def switch(part: MenuSection | Product | Option, field: str, *, on: bool) -> None:
    """Set a boolean field: is_available, is_hidden."""
    setattr(part, field, on)
    _KIND_OF[type(part)].model.objects.filter(pk=part.pk).update(**{field: on})


def _locked_former(product: Product) -> Product:
    """The product as stored, with its section and the one it is moved to locked."""
    stored = Product.objects.filter(pk=product.pk)
    ids = [*stored.values_list("section_id", flat=True), product.section_id]
    list(MenuSection.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    rows = Product.objects.select_for_update(no_key=True).filter(section_id__in=ids)
    for row in rows.order_by("pk"):
        if row.pk == product.pk:
            return row
    raise MenuRefused(_("This was deleted meanwhile."))


def _change_section(product: Product, former: Product) -> None:
    left_behind = [row for row in _locked_siblings(former) if row.pk != product.pk]
    _number(left_behind)
    product.position = len(_locked_siblings(product))
    product.save(update_fields=["section", "position"])


def _locked_siblings(part: Part) -> list[Any]:
    """The parts of one parent by position, with the parent locked, and the siblings in order of id."""
    kind = _KIND_OF[type(part)]
    parent_id = getattr(part, f"{kind.parent}_id")
    parents = kind.model._meta.get_field(kind.parent).related_model.objects
    if not parents.select_for_update(no_key=True).filter(pk=parent_id).first():
        raise MenuRefused(_("This was deleted meanwhile."))
    rows = kind.model.objects.select_for_update(no_key=True).filter(**{kind.parent: parent_id})
    return sorted(rows.order_by("pk"), key=lambda row: (row.position, row.pk))


def _number(rows: Sequence[Any]) -> None:
    """Renumber the positions 0, 1, 2 …, saving only those that change."""
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def _locked_products(part: Part) -> list[Product]:
    if isinstance(part, MenuSection):
        wanted = Product.objects.filter(section=part)
    elif isinstance(part, Product):
        wanted = Product.objects.filter(pk=part.pk)
    else:
        return []
    return list(wanted.select_for_update().order_by("pk"))
