"""The list that a reader is shown: one query on what the training wrote."""

from datetime import date, datetime, time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
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
    opted_out = Exists(OptOut.objects.filter(user=OuterRef("user")))
    own = Recommendation.objects.filter(~opted_out, user=user_id).order_by()
    of_area = Recommendation.objects.filter(~Exists(own), user=None, cell=cell).order_by()
    # Each has an index; a condition with OR would read the lists of everybody.
    entries = own.values("pk").union(of_area.values("pk"), all=True)
    unwanted = Dismissal.objects.filter(user=user_id, store=OuterRef("store"))
    rows = Recommendation.objects.filter(
        ~Exists(unwanted),
        has_menu("store"),
        pk__any=ArraySubquery(entries),
        store__archived_at=None,
    )
    rows = rows.select_related("store__category", "like").only(*SHOWN)
    seen = Exposure.objects.filter(user=user_id, day=day)
    return rows.annotate(
        open_now=takes_orders(today, now, yesterday), is_recorded=Exists(seen)
    ).order_by("rank")
