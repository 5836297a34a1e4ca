"""Times of an event, as its page shows them: in the zone where it takes place."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language

from ticketing.models import Event, EventDate
from ticketing.seat_maps.live_states import milliseconds_of

register = template.Library()


@register.filter
def event_time(at: datetime | None, event: Event) -> str:
    """{{ date.begins_at|event_time:event }}: day and time, with the zone if it is not the reader's."""
    if at is None:
        return ""
    local = at.astimezone(event.time_zone)
    text = (
        date_format(local, "D, j M Y H:i")
        if not _is_korean()
        else date_format(local, "Y년 n월 j일 (D) H:i")
    )
    is_ours = local.utcoffset() == timezone.localtime(at).utcoffset()
    return text if is_ours else f"{text} ({event.zone})"


@register.filter
def doors_time(date: EventDate, event: Event) -> str:
    """{{ date|doors_time:event }}: the time alone on the day on which it begins."""
    if date.doors_at is None:
        return ""
    doors, begins = (at.astimezone(event.time_zone) for at in (date.doors_at, date.begins_at))
    if doors.date() == begins.date():
        return time_format(doors, "TIME_FORMAT")
    return event_time(date.doors_at, event)


@register.filter
def event_day(at: datetime | None, event: Event) -> str:
    return date_format(at.astimezone(event.time_zone), "SHORT_DATE_FORMAT") if at else ""


@register.filter
def milliseconds(at: datetime) -> int:
    """Since 1970, as scripts count."""
    return milliseconds_of(at)


def _is_korean() -> bool:
    return (get_language() or "").startswith("ko")
