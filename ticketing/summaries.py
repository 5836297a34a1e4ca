"""Events with their dates and what is sold of each. The queries do not grow with the rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from ticketing.models import Event, EventDate, Place
from ticketing.phases import Phase, phase_of_date
from ticketing.statuses import EventStatus

if TYPE_CHECKING:
    from accounts.models import User

UPCOMING, PAST, DRAFTS = "upcoming", "past", "drafts"


@dataclass(frozen=True, slots=True)
class DateSummary:
    date: EventDate
    phase: Phase
    sold: int
    held: int
    total: int  # without blocked places

    @property
    def percent(self) -> int:
        return round(100 * self.sold / self.total) if self.total else 0


@dataclass(slots=True)
class EventSummary:
    event: Event
    dates: list[DateSummary] = field(default_factory=list)

    @property
    def sold(self) -> int:
        return sum(each.sold for each in self.dates)

    @property
    def total(self) -> int:
        return sum(each.total for each in self.dates)


def events_shown(user: "User", shown: str, now: datetime) -> QuerySet[Event]:
    """The user's events: drafts, those with nothing left to come, or the others; the next one first."""
    events = Event.objects.run_by(user).filter(store__archived_at=None).select_related("store")
    if shown == DRAFTS:
        return events.filter(status=EventStatus.DRAFT).order_by("-pk")
    to_come = Exists(EventDate.objects.filter(event=OuterRef("pk"), begins_at__gt=now))
    dated = events.exclude(status=EventStatus.DRAFT)
    if shown == PAST:
        past = dated.filter(~to_come).annotate(last=Max("dates__begins_at"))
        return past.order_by("-last", "-pk")
    upcoming = dated.filter(to_come).annotate(
        next=Min("dates__begins_at", filter=Q(dates__begins_at__gt=now))
    )
    return upcoming.order_by("next", "pk")


def summaries_of(events: Iterable[Event], now: datetime) -> list[EventSummary]:
    """Two queries."""
    found = {event.pk: EventSummary(event) for event in events}
    dates = EventDate.objects.filter(event__in=found).select_related("plan_version__plan")
    for each in _counted(dates.order_by("begins_at", "pk"), found, now):
        found[each.date.event_id].dates.append(each)
    return list(found.values())


def _counted(
    dates: QuerySet[EventDate], found: dict[int, EventSummary], now: datetime
) -> Iterable[DateSummary]:
    rows = list(dates)
    places = Place.objects.filter(date__in=[date.pk for date in rows]).order_by()
    counts = {
        row["date"]: row
        for row in places.values("date").annotate(
            sold=Count("pk", filter=Q(state="sold")),
            held=Count("pk", filter=Q(state="held", until__gt=now)),
            total=Count("pk", filter=Q(is_blocked=False) | Q(state="sold")),
        )
    }
    for date in rows:
        date.event = found[date.event_id].event
        row = counts.get(date.pk, {"sold": 0, "held": 0, "total": 0})
        has_free = row["sold"] + row["held"] < row["total"]
        phase = phase_of_date(date, now, has_free=has_free)
        yield DateSummary(date, phase, row["sold"], row["held"], row["total"])
