"""What readers see of an event and of its dates: derived from status, clock and places, never stored."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import pgettext_lazy

from ticketing.models import Event, EventDate, Place
from ticketing.statuses import EventStatus


class Phase(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("event", "Draft")
    ANNOUNCED = "announced", pgettext_lazy("event", "Announced")
    NOT_YET = "not_yet", pgettext_lazy("event", "Not on sale yet")
    ON_SALE = "on_sale", pgettext_lazy("event", "On sale")
    SOLD_OUT = "sold_out", pgettext_lazy("event", "Sold out")
    ENDED = "ended", pgettext_lazy("event", "Ended")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")


# That of an event is the first of these that one of its dates has.
ORDER = (Phase.ON_SALE, Phase.NOT_YET, Phase.SOLD_OUT, Phase.ENDED, Phase.CANCELLED)


def phase_of_date(date: EventDate, now: datetime, *, has_free: bool) -> Phase:
    """`has_free` is whether a place of it can be taken; the date's event should be loaded."""
    if date.event.status != EventStatus.PUBLISHED:
        return Phase(date.event.status)
    if date.cancelled_at is not None:
        return Phase.CANCELLED
    if (date.sale_closes_at or date.begins_at) <= now:
        return Phase.ENDED
    if date.sale_opens_at is not None and now < date.sale_opens_at:
        return Phase.NOT_YET
    return Phase.ON_SALE if has_free else Phase.SOLD_OUT


def phase_of_event(event: Event, phases: Iterable[Phase]) -> Phase:
    """From the phases of its dates; one without dates is only announced."""
    if event.status != EventStatus.PUBLISHED:
        return Phase(event.status)
    found = set(phases)
    return next((phase for phase in ORDER if phase in found), Phase.ANNOUNCED)


def with_free(dates: QuerySet[EventDate], now: datetime) -> QuerySet[EventDate]:
    """The dates with `has_free`: whether a place of each can be taken."""
    return dates.annotate(has_free=_free(now))


def dates_in(phase: Phase, now: datetime) -> QuerySet[EventDate]:
    """Dates of published events in that phase, as phase_of_date."""
    shown = EventDate.objects.filter(event__status=EventStatus.PUBLISHED)
    if phase == Phase.CANCELLED:
        return shown.filter(cancelled_at__isnull=False)
    held = shown.filter(cancelled_at=None)
    over = Q(sale_closes_at__lte=now) | Q(sale_closes_at=None, begins_at__lte=now)
    if phase == Phase.ENDED:
        return held.filter(over)
    later = Q(sale_opens_at__gt=now)
    if phase == Phase.NOT_YET:
        return held.filter(later).exclude(pk__in=held.filter(over).values("pk"))
    open_now = held.exclude(pk__in=held.filter(over | later).values("pk"))
    if phase == Phase.ON_SALE:
        return open_now.filter(_free(now))
    return open_now.filter(~_free(now)) if phase == Phase.SOLD_OUT else EventDate.objects.none()


def events_in(phase: Phase, now: datetime) -> QuerySet[Event]:
    """Events in that phase, as phase_of_event."""
    published = Event.objects.filter(status=EventStatus.PUBLISHED)
    if phase == Phase.DRAFT:
        return Event.objects.filter(status=phase)
    if phase == Phase.ANNOUNCED:
        return Event.objects.filter(Q(status=phase) | Q(status="published", dates=None))
    for earlier in ORDER[: ORDER.index(phase)]:
        published = published.exclude(pk__in=dates_in(earlier, now).values("event"))
    found = Q(pk__in=published.filter(pk__in=dates_in(phase, now).values("event")).values("pk"))
    return Event.objects.filter(found | Q(status=phase))


def _free(now: datetime) -> Exists:
    return Exists(Place.objects.free_at(now).filter(date=OuterRef("pk")))
