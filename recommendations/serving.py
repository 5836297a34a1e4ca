"""The list that a reader is shown: one query on what the training wrote."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.located import LocatedReader
from core.prepared import Prepared
from recommendations.areas import cell_of
from recommendations.interactions import Place
from recommendations.models import Dismissal, Exposure, OptOut, Recommendation
from stores.queries import has_menu, moment_of, takes_orders

NOWHERE = "-"  # the cell of readers without coordinates: there is no list for it
SHOWN = (
    *("user", "rank", "reason", "times", "store__name", "store__slug", "store__photo"),
    *("store__category__name", "store__category__name_ko", "store__category__emoji", "like__name"),
)


def recommended_to(reader: LocatedReader, now: datetime) -> list[Recommendation]:
    """The reader's own list or, without one, that of their area; each with `store.open_now`.

    Without closed, archived and unwanted stores. `is_recorded`: the reader has seen a list today.
    """
    place = reader.place
    cell = NOWHERE
    if place and place.latitude is not None and place.longitude is not None:
        cell = cell_of(Place(place.latitude, place.longitude))
    today = timezone.localtime(now).date()
    rows = recommendations_of.all(reader.pk, cell, today, *moment_of(now))
    for row in rows:
        row.store.open_now = row.open_now  # type: ignore[attr-defined]
    return rows


@Prepared
def recommendations_of(
    user_id: int, cell: str, day: date, today: int, now: time, yesterday: int
) -> QuerySet[Any]:
    own = Recommendation.objects.filter(user=user_id).exclude(
        Exists(OptOut.objects.filter(user=OuterRef("user")))
    )
    unwanted = Dismissal.objects.filter(user=user_id, store=OuterRef("store"))
    rows = Recommendation.objects.filter(
        Q(pk__in=own.values("pk")) | Q(~Exists(own), user=None, cell=cell),
        ~Exists(unwanted),
        has_menu("store"),
        store__archived_at=None,
    )
    rows = rows.select_related("store__category", "like").only(*SHOWN)
    seen = Exposure.objects.filter(user=user_id, day=day)
    return rows.annotate(
        open_now=takes_orders(today, now, yesterday), is_recorded=Exists(seen)
    ).order_by("rank")
