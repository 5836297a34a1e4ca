"""Opening hours as people read them: a line a day, beginning today."""

from dataclasses import dataclass
from datetime import datetime

from stores.models import OpeningHours, Store


@dataclass(frozen=True, slots=True)
class Day:
    """One weekday and its spans in order; none where the store stays closed."""

    name: str
    spans: list[OpeningHours]


def week_of(store: Store, now: datetime) -> list[Day]:
    """The seven days from today on (`now` in local time); empty for a store that is always open."""
    hours = list(store.hours.all())
    if not hours:
        return []
    names = [str(name) for _number, name in OpeningHours.WEEKDAYS]
    days = [(now.weekday() + ahead) % 7 for ahead in range(7)]
    return [Day(names[day], [span for span in hours if span.weekday == day]) for day in days]
