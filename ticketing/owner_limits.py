"""Which events of an organiser count for limits (core.limits): neither cancelled nor over."""

from datetime import datetime
from operator import attrgetter

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.allowances import Resource
from ticketing.models import Event, EventDate
from ticketing.statuses import EventStatus


def events_of(owner_id: int, now: datetime) -> QuerySet[Event]:
    """Drafts included. One that has dates is over once the last of those that were not cancelled began."""
    dates = EventDate.objects.filter(event=OuterRef("pk"))
    is_to_come = Q(Exists(dates.filter(cancelled_at=None, begins_at__gt=now)))
    events = Event.objects.filter(store__owner=owner_id, store__archived_at=None)
    events = events.exclude(status=EventStatus.CANCELLED).filter(is_to_come | ~Q(Exists(dates)))
    return events.order_by("created_at", "pk")


def events_included(most: int) -> str:
    return ngettext(
        "The plan includes %(most)s event at a time. Wait until one is over, or choose a larger plan.",
        "The plan includes %(most)s events at a time. Wait until one is over, or choose a larger plan.",
        most,
    ) % {"most": most}


EVENTS = Resource(
    code="events",
    label=_("Events that are not over"),
    models=(Event,),
    rows=events_of,
    owner_of=attrgetter("store.owner_id"),
    included=events_included,
    excluded=_("The plan includes no events. Choose a larger plan."),
)
