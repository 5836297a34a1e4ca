"""Calendar months, by which stores are billed, and the moments at which that happens."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from core.days import DAY, Days

FINALIZED = (1, time(6))  # day of the following month, and the tenant's local time
COLLECTED = (5, time(10))
RETRY_DAYS = (6, 7, 8)  # at the time of the collection
LATE_MONTHS = (
    3  # before the present one: usage of an earlier month is neither taken nor billed any more
)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    number: int  # January is 1

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """The inverse of str: "2026-03"; raises ValueError for anything else."""
        return cls.of(date.fromisoformat(f"{text}-01"))

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.first.replace(day=len(self))

    @property
    def days(self) -> Days:
        return Days(self.first, self.last)

    @property
    def following(self) -> "Month":
        return Month.of(self.last + DAY)

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - DAY)

    def before(self, count: int) -> list["Month"]:
        """So many months before it, the latest first."""
        months = [self]
        for _each in range(count):
            months.append(months[-1].previous)
        return months[1:]

    def __len__(self) -> int:
        """Its days."""
        return monthrange(self.year, self.number)[1]

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def local_month(at: datetime, zone: ZoneInfo) -> Month:
    """The month in which the tenant is at this instant."""
    return Month.of(at.astimezone(zone).date())


def finalized_at(month: Month, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the invoice of the month becomes final."""
    return _in_following(month, *FINALIZED, zone)


def collected_at(month: Month, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the invoice of the month is collected for the first time."""
    return _in_following(month, *COLLECTED, zone)


def retried_at(month: Month, zone: ZoneInfo) -> list[datetime]:
    """The instants (UTC) at which a failed collection is tried again."""
    return [_in_following(month, day, COLLECTED[1], zone) for day in RETRY_DAYS]


def next_hour(after: datetime, zone: ZoneInfo) -> datetime:
    """The next instant (UTC) at which collections are tried, where the tenant is."""
    local = after.astimezone(zone)
    hour = datetime.combine(local.date(), COLLECTED[1], zone)
    if hour <= local:
        hour = datetime.combine(local.date() + DAY, COLLECTED[1], zone)
    return hour.astimezone(UTC)


def _in_following(month: Month, day: int, at: time, zone: ZoneInfo) -> datetime:
    local = datetime.combine(month.following.first.replace(day=day), at, zone)
    return local.astimezone(UTC)
