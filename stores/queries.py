"""Queries on stores for customers' pages, each a fixed number of SQL queries."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import BooleanField, Exists, F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from stores.distance import kilometres_from
from stores.models import Category, Product, Store

if TYPE_CHECKING:
    from accounts.models import Place

CATEGORIES = "stores.categories"
CATEGORIES_CACHE_SECONDS = 60  # seconds

CARD = (
    "name",
    "slug",
    "photo",
    "currency",
    "minimum_order",
    "delivery_fee",
    "offers_delivery",
    "category__name",
    "category__name_ko",
    "category__emoji",
)


def stores_to_browse(now: datetime, near: "Place | None" = None) -> QuerySet[Store]:
    """Every store with a menu, with `open_now` and, near a place with coordinates, `distance` (km).

    Open ones first, then the nearest, then by name. One query for any number of stores.
    """
    listed = Store.objects.filter(has_menu(), archived_at=None)
    stores = listed.select_related("category").only(*CARD)
    stores = stores.annotate(open_now=takes_orders_at(now))
    if near is None or near.latitude is None or near.longitude is None:
        return stores.order_by("-open_now", "name", "pk")
    stores = stores.annotate(distance=kilometres_from(near.latitude, near.longitude))
    return stores.order_by("-open_now", F("distance").asc(nulls_last=True), "name", "pk")


def store_to_show(near: "Place | None" = None) -> QuerySet[Store]:
    """Stores with category, hours and, near a place with coordinates, `distance` (km)."""
    stores = Store.objects.filter(archived_at=None).select_related("category")
    stores = stores.defer("search_key").prefetch_related("hours")
    if near is None or near.latitude is None or near.longitude is None:
        return stores
    return stores.annotate(distance=kilometres_from(near.latitude, near.longitude))


def has_menu() -> Exists:
    """Whether a store has a product on offer, in stock or not: others are not listed."""
    offered = Product.objects.filter(
        section__store=OuterRef("pk"), section__is_hidden=False, is_hidden=False, is_available=True
    )
    return Exists(offered)


def takes_orders_at(now: datetime) -> RawSQL:
    """`Store.takes_orders` as a condition; a test proves that both always agree."""
    local = timezone.localtime(now)
    today, time = local.weekday(), local.time()
    yesterday = (local - timedelta(days=1)).weekday()
    values = [today, time, time, today, time, yesterday, time]
    return RawSQL(_TAKES_ORDERS, values, output_field=BooleanField())  # noqa: S611 (constant SQL)


def categories_in_use() -> list[Category]:
    """Categories with a listed store; a new one appears within a minute."""
    cached: list[Category] | None = cache.get(CATEGORIES)
    if cached is None:
        shown = Store.objects.filter(has_menu(), category=OuterRef("pk"), archived_at=None)
        cached = list(Category.objects.filter(Exists(shown)))
        cache.set(CATEGORIES, cached, CATEGORIES_CACHE_SECONDS)
    return cached


# In SQL because the home page evaluates it for every store: as expressions, Django took longer to compile
# it than PostgreSQL to run it. A store without hours has no rows, so the result is null.
_TAKES_ORDERS = """(
    stores_store.is_open AND stores_store.owner_id IS NOT NULL AND stores_store.archived_at IS NULL
    AND coalesce((
        SELECT bool_or(CASE
            WHEN closes > opens THEN weekday = %s AND opens <= %s AND closes > %s
            ELSE (weekday = %s AND opens <= %s) OR (weekday = %s AND closes > %s)
        END) FROM stores_openinghours WHERE store_id = stores_store.id
    ), TRUE)
)"""
