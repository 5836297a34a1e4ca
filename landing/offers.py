"""Changes of what a page sells: its variants and its sets."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import MoveForbidden, lock
from core.money import format_money, from_minor
from landing.access import edits_page
from landing.editing import EditRefused
from landing.models import Page, ProductSet, SetItem, Variant
from stores.models import Product

MAX_VARIANTS = 30
MAX_SETS = 12
MAX_PIECES = 99  # of a product in a set
LEAST_PIECES = 2  # of a set


@transaction.atomic
def add_variant(page: Page, product: Product, label: str = "", *, by: User) -> Variant:
    """Sell a product of the page's store on it, as the last variant; raises EditRefused."""
    _lock(page, by)
    count = page.variants.count()
    if count >= MAX_VARIANTS:
        sentence = _("A page sells at most %(number)s products.")
        raise EditRefused(sentence % {"number": MAX_VARIANTS})
    if page.variants.filter(product=product).exists():
        raise EditRefused(_("The page sells “%(product)s” already.") % {"product": product})
    position = _number(page)
    return page.variants.create(product=product, label=label, position=position)


@transaction.atomic
def label_variant(variant: Variant, label: str, *, by: User) -> None:
    _lock(variant.page, by)
    variant.label = label
    variant.save(update_fields=["label"])


@transaction.atomic
def move_variant(variant: Variant, step: int, *, by: User) -> None:
    """Change places with a neighbour: the one before with -1, the one after with 1."""
    _lock(variant.page, by)
    rows = list(variant.page.variants.all())
    place = next((n for n, row in enumerate(rows) if row.pk == variant.pk), None)
    if place is None:
        return
    rows.insert(max(0, place + step), rows.pop(place))
    for number, row in enumerate(rows):
        row.position = number
    Variant.objects.bulk_update(rows, ["position"])


@transaction.atomic
def remove_variant(variant: Variant, *, by: User) -> None:
    _lock(variant.page, by)
    variant.delete()


@transaction.atomic
def save_set(
    bundle: ProductSet, name: str, price: Decimal, pieces: Mapping[Product, int], *, by: User
) -> ProductSet:
    """Save a new or changed set of the page it has; raises EditRefused.

    A set is never dearer than its parts: its discount would be negative. Nor is it free.
    """
    _lock(bundle.page, by)
    _refuse_set(bundle, price, pieces)
    if bundle.pk is None:
        bundle.position = bundle.page.sets.count()
    bundle.name, bundle.price = name, price
    bundle.save()
    bundle.items.all().delete()
    SetItem.objects.bulk_create(
        SetItem(set=bundle, product=product, pieces=number) for product, number in pieces.items()
    )
    return bundle


@transaction.atomic
def remove_set(bundle: ProductSet, *, by: User) -> None:
    _lock(bundle.page, by)
    bundle.delete()


def _refuse_set(bundle: ProductSet, price: Decimal, pieces: Mapping[Product, int]) -> None:
    if bundle.pk is None and bundle.page.sets.count() >= MAX_SETS:
        raise EditRefused(_("A page has at most %(number)s sets.") % {"number": MAX_SETS})
    if sum(pieces.values()) < LEAST_PIECES:
        raise EditRefused(_("A set has at least two pieces."))
    currency = bundle.page.store.currency
    if price < (least := from_minor(1, currency)):
        sentence = _("A set costs at least %(least)s.")
        raise EditRefused(sentence % {"least": format_money(least, currency)})
    parts = sum((product.price * number for product, number in pieces.items()), Decimal(0))
    if price > parts:
        sentence = _("Its parts cost %(parts)s by themselves: a set may not cost more.")
        raise EditRefused(sentence % {"parts": format_money(parts, currency)})


def _number(page: Page) -> int:
    last = page.variants.order_by("-position").first()
    return last.position + 1 if last else 0


def _lock(page: Page, by: User) -> None:
    lock(page)
    if not edits_page(page, by):
        raise MoveForbidden(_("You may not do this."))
