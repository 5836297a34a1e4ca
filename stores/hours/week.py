"""Opening hours for display: a line for each day, starting today."""

from dataclasses import dataclass
from datetime import datetime, time

from stores.models import OpeningHours, Store

DAY = 24 * 3600  # seconds
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday and its spans in order; none if the store stays closed."""

    name: str
    spans: list[OpeningHours]


def seconds_until_hours_change(store: Store, now: datetime) -> int | None:
    """Seconds until a span of hours begins or ends (`now` in local time); None without hours."""
    into_week = now.weekday() * DAY + _seconds(now.time())
    changes = [moment for span in store.hours.all() for moment in _moments(span)]
    return min(((moment - into_week) % WEEK or WEEK for moment in changes), default=None)


def _moments(span: OpeningHours) -> tuple[int, int]:
    """Its begin and end in seconds of the week; the end may be in the next one."""
    day, overnight = span.weekday * DAY, span.closes <= span.opens
    return day + _seconds(span.opens), day + overnight * DAY + _seconds(span.closes)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def week_of(store: Store, now: datetime) -> list[Day]:
    """Seven days starting today (`now` in local time); empty for a store that is always open."""
    hours = list(store.hours.all())
    if not hours:
        return []
    names = [str(name) for _number, name in OpeningHours.WEEKDAYS]
    days = [(now.weekday() + ahead) % 7 for ahead in range(7)]
    return [Day(names[day], [span for span in hours if span.weekday == day]) for day in days]
