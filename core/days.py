"""Calendar days of the site's time zone, independent of the reader's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included; none if the last is earlier."""

    first: date
    last: date

    @classmethod
    def of(cls, at: datetime) -> "Days":
        """The day of this instant."""
        return cls(day_of(at), day_of(at))

    def __len__(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    def each(self) -> list[date]:
        return [self.first + DAY * number for number in range(len(self))]

    def parameters(self) -> Mapping[str, Any]:
        """For SQL: the time zone, the first and the last day, and the instants between which they lie."""
        return {
            "zone": settings.TIME_ZONE,
            "first": self.first,
            "last": self.last,
            "start": midnight(self.first),
            "end": midnight(self.last + DAY),
        }


def midnight(day: date) -> datetime:
    """The instant at which the day begins."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


def day_of(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def start_of_day(now: datetime) -> datetime:
    """The midnight at which the day of `now` began, in the active time zone, which is the site's."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
