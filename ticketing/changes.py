"""Postpones and cancels dates. What follows (notices to holders, refunds) is up to jobs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import publish
from core.lifecycle import lock
from core.text import visible
from jobs.queue import BULK_PRIORITY, enqueue
from ticketing import tasks
from ticketing.access import runs_it
from ticketing.change_events import DateCancelled, DatePostponed
from ticketing.dates.places import DateRefused
from ticketing.events import RunEvent
from ticketing.models import ChangeKind, DateChange, Event, EventDate
from ticketing.models.changes import NOTE_LENGTH


@dataclass(frozen=True, slots=True)
class Postponement:
    """Doors open and the sale ends as long before the new beginning as before the old one."""

    begins_at: datetime
    returnable_until: datetime | None = None
    note: str = ""


@transaction.atomic
def postpone(
    date: EventDate, wanted: Postponement, *, by: User, now: datetime, key: UUID | None = None
) -> DateChange:
    """Let a date begin at another time; its holders are notified, and may return their tickets until then.

    The same `key`, that of the page, is the same change. Raises DateRefused.
    """
    date = _locked(date, by)
    key = key or uuid4()
    if made := DateChange.objects.filter(key=key, date=date).first():
        return made
    _refuse_unless_later(date, wanted, now)
    former, shift = date.begins_at, wanted.begins_at - date.begins_at
    date.begins_at = wanted.begins_at
    date.doors_at = date.doors_at and date.doors_at + shift
    date.sale_closes_at = date.sale_closes_at and date.sale_closes_at + shift
    date.postponed_at, date.postponed_from = now, date.postponed_from or former
    date.returnable_until = wanted.returnable_until
    date.save(
        update_fields=[
            *("begins_at", "doors_at", "sale_closes_at"),
            *("postponed_at", "postponed_from", "returnable_until"),
        ]
    )
    change = DateChange.objects.create(
        date=date,
        kind=ChangeKind.POSTPONED,
        key=key,
        at=now,
        by=by,
        note=visible(wanted.note)[:NOTE_LENGTH],
        former_begin=former,
        new_begin=date.begins_at,
        returnable_until=date.returnable_until,
    )
    publish(DatePostponed(change))
    enqueue(tasks.tell_guests_of_change, change.pk, priority=BULK_PRIORITY)
    return change


@transaction.atomic
def cancel_date(date: EventDate, note: str, *, by: User, now: datetime) -> DateChange:
    """Cancel a date: jobs notify its holders and refund its lines. A second call returns the same change.

    Raises DateRefused for users without the right and without a reason, which buyers read.
    """
    date = _locked(date, by)
    made = DateChange.objects.filter(date=date, kind=ChangeKind.CANCELLED).first()
    return made or _cancel(date, note, by, now)


def cancel_dates(event: RunEvent) -> None:
    """The event was cancelled: so are its dates that have not begun yet."""
    record = event.record
    for date in event.event.dates.filter(cancelled_at=None, begins_at__gt=record.at).order_by("pk"):
        _cancel(date, record.note, record.actor, record.at)


def _cancel(date: EventDate, note: str, by: User, now: datetime) -> DateChange:
    if not visible(note):
        raise DateRefused(_("Please give a reason: the customers will read it."))
    date.cancelled_at = now
    date.save(update_fields=["cancelled_at"])
    change = DateChange.objects.create(
        date=date,
        kind=ChangeKind.CANCELLED,
        at=now,
        by=by,
        note=visible(note)[:NOTE_LENGTH],
        former_begin=date.begins_at,
    )
    publish(DateCancelled(change))
    enqueue(tasks.tell_guests_of_change, change.pk, priority=BULK_PRIORITY)
    enqueue(tasks.refund_lines, change.pk, priority=BULK_PRIORITY)
    return change


def _locked(date: EventDate, by: User) -> EventDate:
    """The date as it is now, with its event locked. Raises DateRefused for users without the right."""
    event = Event.objects.get(pk=date.event_id)
    lock(event)
    if not runs_it(event, by):
        raise DateRefused(_("You may not do this."))
    fresh = EventDate.objects.select_for_update(no_key=True).get(pk=date.pk)
    fresh.event = event
    return fresh


def _refuse_unless_later(date: EventDate, wanted: Postponement, now: datetime) -> None:
    if date.cancelled_at is not None:
        raise DateRefused(_("This date is cancelled."))
    if wanted.begins_at == date.begins_at:
        raise DateRefused(_("It begins at that time already."))
    if wanted.begins_at <= now:
        raise DateRefused(_("Choose a time to come."))
    if wanted.returnable_until is not None and wanted.returnable_until <= now:
        raise DateRefused(_("Choose a day to come until which tickets may be returned."))
