"""Queries on stores for customers' pages, each a fixed number of SQL queries."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import BooleanField, Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.expressions import RawSQL
from django.utils import timezone

from core.actors import Actor, user_of
from core.prepared import Prepared
from stores.distance import kilometres_from
from stores.models import Category, Follow, Member, Product, Store

if TYPE_CHECKING:
    from accounts.models import Place

STORES_A_PAGE = 12
NOBODY = 0  # the primary key of no user
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
    "offers_pickup",
    "offers_shipping",
    "category__name",
    "category__name_ko",
    "category__emoji",
)


def stores_to_browse(now: datetime, near: "Place | None" = None) -> QuerySet[Store]:
    """Every store with a menu, with `open_now` and, near a place with coordinates, `distance` (km).

    Open ones first, then the nearest, then by name. One query for any number of stores.
    """
    coordinates = coordinates_of(near)
    return _listed_near(*moment_of(now), *coordinates) if coordinates else _listed(*moment_of(now))


def first_stores_to_browse(now: datetime, near: "Place | None" = None) -> list[Store]:
    """The first page of `stores_to_browse`, each with `found`: the number of stores on all pages."""
    coordinates = coordinates_of(near)
    if coordinates:
        return first_stores_near.all(*moment_of(now), *coordinates)
    return first_stores.all(*moment_of(now))


def store_to_show(slug: str, reader: Actor, near: "Place | None" = None) -> Store | None:
    """A store with category, hours, `is_followed` and, near a place with coordinates, `distance` (km)."""
    user, coordinates = user_of(reader), coordinates_of(near)
    reader_id = user.pk if user else NOBODY
    if coordinates:
        return store_by_slug_with_distance.find(slug, reader_id, *coordinates)
    return store_by_slug.find(slug, reader_id)


def coordinates_of(place: "Place | None") -> tuple[float, float] | None:
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _listed(today: int, now: time, yesterday: int) -> QuerySet[Any]:
    listed = Store.objects.filter(has_menu(), archived_at=None)
    stores = listed.select_related("category").only(*CARD)
    stores = stores.annotate(open_now=takes_orders(today, now, yesterday))
    return stores.order_by("-open_now", "name", "pk")


def _listed_near(
    today: int, now: time, yesterday: int, latitude: float, longitude: float
) -> QuerySet[Any]:
    stores: QuerySet[Any] = _listed(today, now, yesterday)
    stores = stores.annotate(distance=kilometres_from(latitude, longitude))
    return stores.order_by("-open_now", F("distance").asc(nulls_last=True), "name", "pk")


def _first_page(stores: QuerySet[Store]) -> QuerySet[Store]:
    return stores.annotate(found=Window(Count("*")))[:STORES_A_PAGE]


@Prepared
def first_stores(today: int, now: time, yesterday: int) -> QuerySet[Store]:
    return _first_page(_listed(today, now, yesterday))


@Prepared
def first_stores_near(
    today: int, now: time, yesterday: int, latitude: float, longitude: float
) -> QuerySet[Store]:
    return _first_page(_listed_near(today, now, yesterday, latitude, longitude))


@Prepared
def store_by_slug(slug: str, reader_id: int) -> QuerySet[Store]:
    stores = Store.objects.filter(archived_at=None, slug=slug).select_related("category")
    is_followed = Exists(Follow.objects.filter(store=OuterRef("pk"), user=reader_id))
    return stores.annotate(is_followed=is_followed).defer("search_key").prefetch_related("hours")


@Prepared
def store_by_slug_with_distance(
    slug: str, reader_id: int, latitude: float, longitude: float
) -> QuerySet[Store]:
    stores: QuerySet[Store] = store_by_slug.queryset(slug, reader_id)
    return stores.annotate(distance=kilometres_from(latitude, longitude))


@Prepared
def member_with_store(user_id: int, slug: str) -> QuerySet[Member]:
    members = Member.objects.filter(user=user_id, store__archived_at=None, store__slug=slug)
    return members.select_related("store")


def has_menu(store: str = "pk") -> Exists:
    """Whether a store has a product on offer, in stock or not: others are not listed.

    `store` is the path to it from the rows of the query.
    """
    offered = Product.objects.filter(
        section__store=OuterRef(store), section__is_hidden=False, is_hidden=False, is_available=True
    )
    return Exists(offered)


def takes_orders_at(now: datetime) -> RawSQL:
    """`Store.takes_orders` as a condition; a test proves that both always agree."""
    return takes_orders(*moment_of(now))


def moment_of(now: datetime) -> tuple[int, time, int]:
    """The weekday, the time, and the weekday before, all local."""
    local = timezone.localtime(now)
    return local.weekday(), local.time(), (local - timedelta(days=1)).weekday()


def takes_orders(today: int, now: time, yesterday: int) -> RawSQL:
    """The same at a `moment_of`, in any query with the table of stores."""
    values = [today, now, now, today, now, yesterday, now]
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
