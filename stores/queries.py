"""What customers read of stores, each in a fixed number of queries."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from stores.distance import kilometres_from
from stores.models import Category, OpeningHours, Store

if TYPE_CHECKING:
    from accounts.models import Place

CATEGORIES = "stores.categories"
CATEGORIES_KEPT = 60  # seconds

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
    """Every store that is shown, with `open_now` and, near a place with coordinates, `distance` (km).

    Open ones come first, then the nearest, then by name. Asks one query, however many are read.
    """
    stores = Store.objects.filter(archived_at=None).select_related("category").only(*CARD)
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


def takes_orders_at(now: datetime) -> Q:
    """`Store.takes_orders` as a condition: equal for every store and moment, which a test proves."""
    hours = OpeningHours.objects.filter(store=OuterRef("pk"))
    within = ~Exists(hours) | Exists(hours.filter(_covers(timezone.localtime(now))))
    return Q(is_open=True, owner__isnull=False, archived_at__isnull=True) & within


def categories_in_use() -> list[Category]:
    """Categories with a store to show; a new one appears within a minute."""
    kept: list[Category] | None = cache.get(CATEGORIES)
    if kept is None:
        shown = Store.objects.filter(category=OuterRef("pk"), archived_at=None)
        kept = list(Category.objects.filter(Exists(shown)))
        cache.set(CATEGORIES, kept, CATEGORIES_KEPT)
    return kept


def _covers(local: datetime) -> Q:
    """`OpeningHours.covers` as a condition."""
    today, time = local.weekday(), local.time()
    yesterday = (local - timedelta(days=1)).weekday()
    overnight = Q(closes__lte=F("opens"))
    begun = Q(weekday=today, opens__lte=time)
    return (begun & (Q(closes__gt=time) | overnight)) | (
        overnight & Q(weekday=yesterday, closes__gt=time)
    )
