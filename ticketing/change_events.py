"""Events of dates that are postponed or cancelled, and of news: their holders are notified."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.events import Event

if TYPE_CHECKING:
    from ticketing.models import DateChange, EventNews


@dataclass(frozen=True)
class DateChangeEvent(Event):
    @property
    def change(self) -> "DateChange":
        change: DateChange = self.row
        return change

    @property
    def at(self) -> datetime:
        return self.change.at


class DatePostponed(DateChangeEvent):
    pass


class DateCancelled(DateChangeEvent):
    pass


@dataclass(frozen=True)
class NewsEvent(Event):
    @property
    def news(self) -> "EventNews":
        news: EventNews = self.row
        return news


class NewsTold(NewsEvent):
    """Holders are to be notified."""


@dataclass(frozen=True)
class GuestTold:
    """A holder without an account: their mailbox, and the language of the order."""

    email: str
    language: str


@dataclass(frozen=True)
class GuestToldOfPostponement(DateChangeEvent):
    guest: GuestTold


@dataclass(frozen=True)
class GuestToldOfCancellation(DateChangeEvent):
    guest: GuestTold


@dataclass(frozen=True)
class GuestToldOfNews(NewsEvent):
    guest: GuestTold
