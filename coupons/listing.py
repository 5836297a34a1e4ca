"""The list of coupons: which ones, in which order. Ids first, by one bounded query; a page loads its rows.

Two queries of few rows are faster than one: no order needs to read or to count what nobody looks at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, F, FloatField, Func, OuterRef, Q, QuerySet, TextChoices, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from coupons.models import Campaign, Coupon
from coupons.offers import Offer
from coupons.search import as_typed, corrected
from stores.distance import kilometres_from
from stores.models import Category, Store

Coordinates = tuple[float, float]  # latitude and longitude in degrees

MAX_LISTED = 120
# A search that finds more is for a common word: walking along an order then soon meets enough of them.
MAX_SORTED = 2000


class ListOrder(TextChoices):
    NEAREST = "nearest", _("Nearest")
    ENDING = "ending", _("Ending soon")
    CLAIMED = "claimed", _("Most claimed")
    UPCOMING = "upcoming", _("Opening soon")


# Each is an index of published campaigns.
COLUMNS = {
    ListOrder.ENDING: ("ends_at", "pk"),
    ListOrder.CLAIMED: ("-popularity", "pk"),
    ListOrder.UPCOMING: ("opens_at", "pk"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader chose. With `store`: what can be used there. The nearest ones need `near`."""

    order: ListOrder
    near: Coordinates | None = None
    store: Store | None = None
    category: Category | None = None
    query: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The ids of the first MAX_LISTED coupons, in order; `is_corrected`: found by similar words."""

    ids: list[int]
    is_corrected: bool = False


def list_campaigns(wanted: Wanted, now: datetime) -> Listed:
    campaigns = wanted_campaigns(wanted, now)
    if not wanted.query:
        return Listed(_first_ids(campaigns, wanted))
    ids = _found_ids(campaigns.filter(as_typed(wanted.query)), wanted)
    if ids:
        return Listed(ids)
    return Listed(_found_ids(campaigns.filter(corrected(wanted.query)), wanted), is_corrected=True)


def _found_ids(found: QuerySet[Campaign], wanted: Wanted) -> list[int]:
    """Few are found by the index of titles, then sorted; of many the first, by the index of the order."""
    ids = list(found.order_by().values_list("pk", flat=True)[: MAX_SORTED + 1])
    if len(ids) > MAX_SORTED:
        return _first_ids(found, wanted)
    return list(_sorted(Campaign.objects.filter(pk__in=ids), wanted)) if ids else []


def _first_ids(campaigns: QuerySet[Campaign], wanted: Wanted) -> list[int]:
    """Campaigns of every store first, since they can be used at the nearest one; then store by store."""
    if wanted.order != ListOrder.NEAREST:
        return list(in_order(campaigns, wanted.order))
    if wanted.store:
        return list(_sorted(campaigns, wanted))
    everywhere = in_order(campaigns.filter(store=None), ListOrder.ENDING)
    sql, parameters = nearest_statement(campaigns, wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [*everywhere, *(pk for (pk,) in cursor.fetchall())][:MAX_LISTED]


def _sorted(campaigns: QuerySet[Campaign], wanted: Wanted) -> QuerySet[Campaign, int]:
    if wanted.order != ListOrder.NEAREST:
        return in_order(campaigns, wanted.order)
    columns = ("-everywhere", F("distance").asc(nulls_last=True), "ends_at", "pk")
    near = campaigns.alias(everywhere=Q(store=None), distance=_distance_of(wanted.near))
    return near.order_by(*columns).values_list("pk", flat=True)[:MAX_LISTED]


def in_order(campaigns: QuerySet[Campaign], order: ListOrder) -> QuerySet[Campaign, int]:
    return campaigns.order_by(*COLUMNS[order]).values_list("pk", flat=True)[:MAX_LISTED]


def offers_of(
    ids: Sequence[int], user: User | None, near: Coordinates | None, now: datetime
) -> list[Offer]:
    """The campaigns in the order of their ids, as the user at that place sees them."""
    held = Coupon.objects.filter(campaign=OuterRef("pk"), customer=user.pk if user else None)
    rows = Campaign.objects.filter(pk__in=ids).select_related("store", "terms")
    rows = rows.annotate(
        is_held=Exists(held) if user else Value(False),
        distance=_distance_of(near),
    )
    offers = {
        row.pk: Offer(row, row.is_held, now, row.distance)
        for row in rows.defer("search_key", "store__search_key")
    }
    return [offers[pk] for pk in ids if pk in offers]


def _distance_of(near: Coordinates | None) -> Func | Value:
    return kilometres_from(*near, of="store__") if near else Value(None, FloatField())


def wanted_campaigns(wanted: Wanted, now: datetime) -> QuerySet[Campaign]:
    if wanted.order == ListOrder.UPCOMING:
        campaigns = Campaign.objects.listed(now).filter(opens_at__gt=now)
    else:
        campaigns = Campaign.objects.listed_live(now)
    if wanted.store:
        everywhere = Q(store=None, currency=wanted.store.currency)
        campaigns = campaigns.filter(everywhere | Q(store=wanted.store))
    if wanted.category:
        campaigns = campaigns.filter(store__category=wanted.category)
    return campaigns


def nearest_statement(campaigns: QuerySet[Campaign], wanted: Wanted) -> tuple[str, tuple]:
    """SQL that sorts the stores by distance, and reads their campaigns until there are enough.

    To sort the campaigns themselves takes as many distances as there are campaigns.
    """
    assert wanted.near is not None
    stores = Store.objects.filter(archived_at=None, is_open=True, owner__isnull=False)
    if wanted.category:
        stores = stores.filter(category=wanted.category)
    distance = kilometres_from(*wanted.near)
    near = stores.annotate(distance=distance).values("id", "distance")
    of_store = campaigns.filter(store_id=RawSQL("near.id", ())).order_by("ends_at", "pk")
    near_sql, near_values = near.order_by("distance", "pk").query.sql_with_params()
    each_sql, each_values = of_store.values("id")[:MAX_LISTED].query.sql_with_params()
    return (
        f"SELECT each.id FROM ({near_sql}) near CROSS JOIN LATERAL ({each_sql}) each"  # noqa: S608
        f" LIMIT {MAX_LISTED}",
        (*near_values, *each_values),
    )
