"""What an app with a notification of its own consists of: an event, its kinds, their wiring."""

from dataclasses import dataclass
from datetime import datetime

from config.features import only_on
from config.notifications import NOTIFICATIONS
from config.reactions import REACTIONS
from config.wiring import connect_all
from core.events import Event, Reaction, connect
from core.notifications import Audience, NotificationKind, Occurrence, Users, register
from notifications.reactions import notify
from notifications.recipients import prepared_rows

FANS = Audience("Sales of stores", includes=lambda user: True)


@dataclass(frozen=True)
class SaleBegan(Event):
    """A store lowers its prices."""

    at: datetime
    percent: int = 20


def sale_kind(**fields):
    """Notifies the owner of the store, unless the fields say otherwise."""
    given = {
        "code": "sale",
        "on": SaleBegan,
        "audience": FANS,
        "icon": "tag",
        "title": "%(percent)s %% off",
        "label": "A sale begins",
        "text": "Today at %(store)s.",
        "about": "%(store)s",
        "facts": lambda event: {"percent": event.percent, "store": event.row.name},
        "occurrence": lambda event: Occurrence(f"sale-{event.row.pk}", event.at),
        "link": lambda event: event.row.get_absolute_url(),
    }
    if "crowd" not in fields:
        given["recipients"] = lambda event: Users(stores=event.row.pk)
    return NotificationKind(**{**given, **fields})


def connect_kind(kind):
    prepared_rows.cache_clear()  # SQL for another kind of this code, of another test
    register([*only_on(NOTIFICATIONS, lambda each: each.on), kind])
    connect({**REACTIONS, SaleBegan: Reaction([notify])})


def disconnect_kind():
    connect_all()
