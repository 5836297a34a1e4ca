"""Adds, changes and removes dates of an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core.lifecycle import lock
from core.limits import growing
from ticketing.dates.places import DateRefused, make_places, open_date, remove_places
from ticketing.dates.pricing_grid import add_missing_categories
from ticketing.models import Event, EventDate, Place, PlanVersion
from ticketing.statuses import VOID, EventStatus

MAX_DATES = 200  # of an event
DATE_FIELDS = ("doors_at", "begins_at", "sale_opens_at", "sale_closes_at", "plan_version")


@dataclass(frozen=True, slots=True)
class Evenings:
    """Several dates that differ in their beginning only.

    Doors open `doors_before` it, and the sale ends `closes_before` it (None: when it begins).
    """

    beginnings: Sequence[datetime]
    doors_before: timedelta | None = None
    closes_before: timedelta | None = None
    sale_opens_at: datetime | None = None
    plan_version: PlanVersion | None = None

    def dates(self) -> list[dict[str, Any]]:
        """The fields of each date."""
        return [
            {
                "begins_at": begins_at,
                "doors_at": _before(begins_at, self.doors_before),
                "sale_opens_at": self.sale_opens_at,
                "sale_closes_at": _before(begins_at, self.closes_before),
                "plan_version": self.plan_version,
            }
            for begins_at in sorted(set(self.beginnings))
        ]


@transaction.atomic
def add_dates(event: Event, evenings: Evenings) -> list[EventDate]:
    """Add dates with their places, and the plan's categories that the event lacks.

    Raises DateRefused, and LimitReached for an event that is over.
    """
    lock(event)
    _refuse_cancelled(event)
    if event.dates.count() + len(evenings.beginnings) > MAX_DATES:
        raise DateRefused(_("An event has at most %(number)s dates.") % {"number": MAX_DATES})
    wanted = evenings.dates()
    taken = event.dates.filter(begins_at__in=evenings.beginnings, cancelled_at=None)
    if taken.exists():
        raise DateRefused(_("There is a date at that time already."))
    add_missing_categories(event, evenings.plan_version)
    with growing(event.store.owner_id, ["events"]):
        return [open_date(event, **fields) for fields in wanted]


@transaction.atomic
def change_date(date: EventDate, fields: Mapping[str, Any]) -> None:
    """Change DATE_FIELDS of a date. Raises DateRefused, and LimitReached for an event that is over.

    One with tickets is postponed instead of begun at another time, so that their holders are notified.
    """
    lock(date.event)
    if date.cancelled_at is not None:
        raise DateRefused(_("This date is cancelled."))
    if fields.get("begins_at", date.begins_at) != date.begins_at and has_tickets(date):
        raise DateRefused(_("Tickets were ordered: postpone the date, so that their holders know."))
    for name, value in fields.items():
        setattr(date, name, value)
    with growing(date.event.store.owner_id, ["events"]):
        date.save(update_fields=[*fields])
    add_missing_categories(date.event, date.plan_version)
    make_places(date)


@transaction.atomic
def remove_date(date: EventDate) -> None:
    """Delete a date of which nothing was ever ordered. Raises DateRefused."""
    lock(date.event)
    try:
        remove_places(Place.objects.filter(date=date))
        date.holds.filter(order=None).delete()
        date.delete()
    except (DateRefused, ProtectedError) as refusal:
        raise DateRefused(_("Tickets of it were ordered: it can only be cancelled.")) from refusal


def has_tickets(date: EventDate) -> bool:
    """Also those that wait for their payment."""
    return date.tickets.exclude(status=VOID).exists()


def _before(moment: datetime, span: timedelta | None) -> datetime | None:
    return None if span is None else moment - span


def _refuse_cancelled(event: Event) -> None:
    if event.status == EventStatus.CANCELLED:
        raise DateRefused(_("This event is cancelled."))
