"""Where interactions and items come from: the tables of this site.

An interaction is an order that was paid and not called off, a claimed coupon or a follow, of a user.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, FloatField, Q, QuerySet, Sum, Value
from django.db.models.functions import Extract, Power

from accounts.models import Address, User
from coupons.lifecycle import CouponStatus
from coupons.models import Coupon
from orders.models import Order
from orders.statuses import Status
from recommendations.interactions import (
    POPULARITY_DAYS,
    POPULARITY_HALF_LIFE,
    WEIGHTS,
    Interaction,
    Item,
    Kind,
    Place,
    Popularity,
)
from recommendations.models import OptOut
from stores.models import Follow, Store
from stores.queries import has_menu

HORIZON = timedelta(days=180)  # older interactions teach nothing
MAX_INTERACTIONS = 300_000  # of an evaluation, the last ones: about 60 MB
DAY = 86400.0  # seconds
NOT_BOUGHT = (Status.PENDING, Status.EXPIRED, Status.CANCELLED, Status.REJECTED)


def days_of(at: datetime) -> float:
    return at.timestamp() / DAY


def time_of(days: float) -> datetime:
    return datetime.fromtimestamp(days * DAY, UTC)


def items_of_site(*, only_offered: bool = False) -> list[Item]:
    """Every store, archived ones too, with what is needed to know when it was live.

    `only_offered`: those that can be recommended now are live, and no other.
    """
    rows = Store.objects.filter(is_platform=False).order_by().annotate(offered=has_menu())
    columns = ("pk", "latitude", "longitude", "category", "created_at", "archived_at", "offered")
    items = []
    for pk, latitude, longitude, category, created, archived, offered in rows.values_list(*columns):
        since, until = days_of(created), days_of(archived) if archived else None
        if only_offered and not (offered and archived is None):
            until = since
        known = latitude is not None and longitude is not None
        place = Place(latitude, longitude) if known else None
        items.append(Item(pk, place, category, since, until))
    return items


def last_interactions(now: datetime, most: int = MAX_INTERACTIONS) -> list[Interaction]:
    """The last ones of all users of whom the site may learn, by time."""
    refusing = OptOut.objects.values("user")
    found: list[Interaction] = []
    for kind, rows in _rows_of(now - HORIZON, now).items():
        rows = rows.exclude(who__in=refusing)
        found += _interactions(kind, rows.order_by("-when")[:most])
    return sorted(found, key=attrgetter("at"))[-most:]


def interactions_of(users: Collection[int], now: datetime) -> list[Interaction]:
    """Of these users within the HORIZON, by time."""
    found: list[Interaction] = []
    for kind, rows in _rows_of(now - HORIZON, now).items():
        found += _interactions(kind, rows.filter(who__in=users))
    return sorted(found, key=attrgetter("at"))


def users_with_interactions(now: datetime, after: int, most: int) -> list[int]:
    """The next users by primary key."""
    found: set[int] = set()
    for rows in _rows_of(now - HORIZON, now).values():
        users = rows.filter(who__gt=after).order_by("who").values_list("who", flat=True).distinct()
        found.update(users[:most])
    return list(islice(sorted(found), most))


def users_to_learn(users: Collection[int]) -> QuerySet[User, int]:
    """Not those who want no personal recommendations, and no deleted accounts."""
    active = User.objects.filter(pk__in=users, is_active=True)
    return active.exclude(pk__in=OptOut.objects.values("user")).values_list("pk", flat=True)


def places_of(users: Collection[int]) -> dict[int, Place]:
    """Where they have things delivered by default."""
    rows = Address.objects.filter(user__in=users, is_default=True)
    return {
        user: Place(latitude, longitude)
        for user, latitude, longitude in rows.values_list("user", "latitude", "longitude")
        if latitude is not None and longitude is not None
    }


def popularity_of_site(now: datetime) -> dict[int, Popularity]:
    """As recommendations.interactions.popularity_of, of all buyers, guests too: summed up in PostgreSQL."""
    since = now - timedelta(days=POPULARITY_DAYS)
    scores: dict[int, Popularity] = {}
    for kind, rows, person in (
        (Kind.ORDER, _orders(since, now), "email"),
        (Kind.CLAIM, _claims(since, now), "customer"),
    ):
        age = Extract(Value(now) - F("when"), "epoch") / (DAY * POPULARITY_HALF_LIFE)
        worth = Power(Value(0.5), ExpressionWrapper(age, FloatField()))
        sums = rows.values("where").annotate(score=Sum(worth), people=Count(person, distinct=True))
        for store, score, people in sums.values_list("where", "score", "people").order_by():
            known = scores.get(store, Popularity(0.0, 0))
            # Who ordered has often claimed, too: the sum would count them twice.
            scores[store] = Popularity(
                known.score + WEIGHTS[kind] * score, max(known.people, people)
            )
    return scores


def _rows_of(since: datetime, until: datetime) -> dict[Kind, QuerySet[Any]]:
    """Rows with `who`, `where` and `when`, by kind."""
    follows = Follow.objects.filter(at__range=(since, until)).order_by()
    return {
        Kind.ORDER: _orders(since, until).filter(customer__isnull=False),
        Kind.CLAIM: _claims(since, until),
        Kind.FOLLOW: follows.annotate(who=F("user"), where=F("store"), when=F("at")),
    }


def _orders(since: datetime, until: datetime) -> QuerySet[Any]:
    bought = Order.objects.filter(~Q(status__in=NOT_BOUGHT), placed_at__range=(since, until))
    bought = bought.filter(pay_by__isnull=False)  # no bills
    return bought.order_by().annotate(who=F("customer"), where=F("store"), when=F("placed_at"))


def _claims(since: datetime, until: datetime) -> QuerySet[Any]:
    claimed = Coupon.objects.filter(
        ~Q(status=CouponStatus.REVOKED), issued_at__range=(since, until)
    )
    claimed = claimed.filter(campaign__store__isnull=False).order_by()
    return claimed.annotate(who=F("customer"), where=F("campaign__store"), when=F("issued_at"))


def _interactions(kind: Kind, rows: QuerySet[Any]) -> Iterator[Interaction]:
    for who, where, when in rows.values_list("who", "where", "when"):
        yield Interaction(who, where, days_of(when), kind)
