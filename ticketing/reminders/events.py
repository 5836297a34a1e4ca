"""What happens to reminders; `row` is the Reminder."""

from dataclasses import dataclass
from datetime import datetime

from core.events import Event


@dataclass(frozen=True)
class ReminderAsked(Event):
    """Its mailbox must confirm it."""

    at: datetime


@dataclass(frozen=True)
class SaleOpensSoon(Event):
    at: datetime
