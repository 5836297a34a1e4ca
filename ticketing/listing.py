"""The list of events: which ones, in which order, and what each says of its dates and prices."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil

from django.db import connection
from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from ticketing.models import Event, EventDate, TicketType
from ticketing.models.events import PUBLIC
from ticketing.phases import Phase, dates_in, phase_of_date, phase_of_event
from ticketing.search import Found, search
from ticketing.statuses import EventStatus

MAX_FEW = 100  # places, in the largest hall: see few_of


@dataclass(frozen=True, slots=True)
class Left:
    """`places` that can be taken, of a hall with `size` of them."""

    places: int
    size: int

    @property
    def is_few(self) -> bool:
        return self.places <= few_of(self.size)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader chose; `artist` and `venue` are primary keys, the days are the reader's."""

    query: str = ""
    artist: int | None = None
    venue: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    most: Decimal | None = None
    is_available: bool = False
    is_past: bool = False

    @property
    def is_filtered(self) -> bool:
        return self != Wanted(query=self.query, is_past=self.is_past)


@dataclass(slots=True)
class ListedEvent:
    """`phase` is that of the event; `opens_at` when the next date goes on sale."""

    event: Event
    phase: Phase
    dates: list[EventDate] = field(default_factory=list)
    lowest: Decimal | None = None
    is_few: bool = False
    opens_at: datetime | None = None

    @property
    def shown_dates(self) -> list[EventDate]:
        return self.dates[:3]

    @property
    def more_dates(self) -> int:
        return len(self.dates) - len(self.shown_dates)


def list_events(wanted: Wanted, now: datetime) -> QuerySet[Event]:
    """Those to come first by their next date; of a search the most similar first."""
    dates = EventDate.objects.filter(event=OuterRef("pk"), cancelled_at=None)
    coming = dates.filter(begins_at__gte=now)
    events: QuerySet[Event] = Event.objects.filter(status__in=PUBLIC)
    found = search(wanted.query) if wanted.query else None
    if found is not None:
        events = _found_first(events, found)
    elif wanted.is_past:
        events = events.filter(Exists(dates)).exclude(Exists(coming))
    else:
        # Not dates=None, whose join would repeat an event for each date.
        undated = ~Exists(EventDate.objects.filter(event=OuterRef("pk")))
        events = events.filter(Exists(coming) | undated)
    events = _filtered(events, wanted, coming, now)
    order = ("-likeness",) if found is not None else ()
    begin = dates if wanted.is_past else coming
    by = "-begins_at" if wanted.is_past else "begins_at"
    next_at = Subquery(begin.order_by(by).values("begins_at")[:1])
    events = events.annotate(next_at=next_at)
    at = F("next_at").desc(nulls_last=True) if wanted.is_past else F("next_at").asc(nulls_last=True)
    return events.order_by(*order, at, "pk")


def _filtered(
    events: QuerySet[Event], wanted: Wanted, coming: QuerySet[EventDate], now: datetime
) -> QuerySet[Event]:
    if wanted.artist is not None:
        events = events.filter(artists=wanted.artist)
    if wanted.venue is not None:
        events = events.filter(venue=wanted.venue)
    if wanted.first or wanted.last:
        days = EventDate.objects.filter(event=OuterRef("pk"), cancelled_at=None)
        if wanted.first:
            days = days.filter(begins_at__gte=_midnight(wanted.first))
        if wanted.last:
            days = days.filter(begins_at__lt=_midnight(wanted.last + timedelta(days=1)))
        events = events.filter(Exists(days))
    if wanted.most is not None:
        types = TicketType.objects.filter(category__event=OuterRef("pk"), secret_code="")
        events = events.filter(Exists(types.filter(price__lte=wanted.most)))
    if wanted.is_available:
        events = events.filter(
            status=EventStatus.PUBLISHED,
            pk__in=dates_in(Phase.ON_SALE, now).filter(begins_at__gte=now).values("event"),
        )
    return events


def _midnight(day: dt.date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _found_first(events: QuerySet[Event], found: Found) -> QuerySet[Event]:
    whens = [When(pk=pk, then=Value(likeness)) for pk, likeness in found.events.items()]
    likeness = Case(*whens, default=Value(0.0), output_field=FloatField())
    return events.filter(pk__in=list(found.events)).annotate(likeness=likeness)


def rows_of(events: Sequence[Event], now: datetime) -> list[ListedEvent]:
    """What the list says of these events, in three queries."""
    keys = [event.pk for event in events]
    dates: dict[int, list[EventDate]] = {}
    for date in EventDate.objects.filter(event__in=keys).order_by("begins_at", "pk"):
        dates.setdefault(date.event_id, []).append(date)
    types = TicketType.objects.filter(category__event__in=keys, secret_code="").order_by()
    not_over = Q(closes_at=None) | Q(closes_at__gt=now)
    prices = types.values("category__event").annotate(
        lowest=Coalesce(Min("price", filter=not_over), Min("price"))
    )
    lowest = dict(prices.values_list("category__event", "lowest"))
    left = places_left([date.pk for rows in dates.values() for date in rows], now)
    return [
        _row(event, dates.get(event.pk, []), left, now, lowest.get(event.pk)) for event in events
    ]


def _row(
    event: Event,
    dates: Sequence[EventDate],
    left: dict[int, Left],
    now: datetime,
    lowest: Decimal | None,
) -> ListedEvent:
    phases = {}
    for date in dates:
        date.event = event
        phases[date] = phase_of_date(date, now, has_free=left[date.pk].places > 0)
    phase = phase_of_event(event, phases.values())
    selling = [left[date.pk] for date in dates if phases[date] == Phase.ON_SALE]
    opens = [
        each.sale_opens_at for each in dates if each.sale_opens_at and each.sale_opens_at > now
    ]
    coming = [each for each in dates if each.begins_at >= now and not each.cancelled_at]
    return ListedEvent(
        *(event, phase, coming or list(dates)[-1:], lowest),
        is_few=bool(selling) and all(each.is_few for each in selling),
        opens_at=min(opens, default=None),
    )


def few_of(size: int) -> int:
    """So many places of a hall of that size are few: a tenth of a small one, up to 10, or 2 % of a large one.

    With 10 of 12 places left a small room is all but empty, while 90 of 5,000 are gone within minutes.
    """
    return min(max(min(10, ceil(size / 10)), ceil(size / 50)), MAX_FEW)


def places_left(dates: Sequence[int], now: datetime) -> dict[int, Left]:
    """The places that can be taken of each date (primary keys), counted up to one more than MAX_FEW."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"dates": list(dates), "now": now, "most": MAX_FEW + 1})
        return {pk: Left(places, size) for pk, size, places in cursor.fetchall()}


# The seats of a plan are counted once, however many dates it has.
LEFT = """
WITH sizes AS MATERIALIZED (
  SELECT plan_id, count(*) AS seats FROM ticketing_seat WHERE is_current AND plan_id IN (
    SELECT v.plan_id FROM ticketing_eventdate d JOIN ticketing_planversion v ON v.id = d.plan_version_id
    WHERE d.id = ANY(%(dates)s)
  ) GROUP BY plan_id
)
SELECT d.id, coalesce(s.seats, 0) + coalesce((
  SELECT sum(c.capacity) FROM ticketing_category c WHERE c.event_id = d.event_id
), 0), (
  SELECT count(*) FROM (
    SELECT 1 FROM ticketing_place p WHERE p.date_id = d.id AND p.state <> 'sold' AND NOT p.is_blocked
      AND (p.state = 'free' OR p.until <= %(now)s)
    LIMIT %(most)s
  ) counted
) FROM ticketing_eventdate d
LEFT JOIN ticketing_planversion v ON v.id = d.plan_version_id LEFT JOIN sizes s ON s.plan_id = v.plan_id
WHERE d.id = ANY(%(dates)s)
"""


def with_people(events: QuerySet[Event]) -> QuerySet[Event]:
    """With what the list shows besides."""
    return events.select_related("store", "venue").prefetch_related(Prefetch("artists"))
