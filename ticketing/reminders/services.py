"""“Remind me”: who asks is mailed once before the sale of an event opens.

Nothing here depends on whether an address has asked before, so that cannot be found out.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.models import User
from accounts.opt_in import LINK_AGE, count_mail, read_link_key
from accounts.services import lock_account
from core.events import publish
from core.throttle import Limit
from ticketing.models import Event, EventDate, Reminder
from ticketing.models.reminders import ReminderQuerySet
from ticketing.reminders.events import ReminderAsked, SaleOpensSoon
from ticketing.statuses import EventStatus

DAY = 24 * 60 * 60  # seconds
ASKING = Limit("event-reminders", times=10, seconds=60 * 60)
TO_MAILBOX = Limit("event-reminder-mails", times=5, seconds=DAY)  # for all events
LEAD_TIME = timedelta(minutes=30)  # from the mail to the opening of the sale
STORED_FOR = timedelta(days=30)  # after its mail
WAITS_FOR = timedelta(days=365)
REMINDERS_A_BATCH = 100  # of one transaction
CONFIRM_SALT, STOP_SALT = "ticketing.reminders.confirm", "ticketing.reminders.stop"


class ReminderRefused(Exception):
    """There is nothing to be reminded of; the text can be shown to the user as it is."""


def opens_later(event: Event, now: datetime) -> bool:
    """Whether a sale of it opens in time for a mail, or is not known yet."""
    if event.status not in (EventStatus.ANNOUNCED, EventStatus.PUBLISHED):
        return False
    dates = EventDate.objects.filter(event=event, cancelled_at=None, begins_at__gt=now)
    if event.status == EventStatus.ANNOUNCED:
        return dates.filter(Q(sale_opens_at=None) | Q(sale_opens_at__gt=now)).exists()
    return dates.filter(sale_opens_at__gt=now).exists()


@transaction.atomic
def ask_as_user(event: Event, user: User, now: datetime | None = None) -> None:
    """Have the user reminded; asking twice is asking once. Raises ReminderRefused."""
    now = now or timezone.now()
    if not lock_account(user):
        raise ReminderRefused(_("This account was deleted."))
    _refuse_unless_later(event, now)
    reminder = Reminder(
        event=event, user=user, asked_at=now, confirmed_at=now, language=user.language
    )
    Reminder.objects.bulk_create([reminder], ignore_conflicts=True)


@transaction.atomic
def ask_by_mail(event: Event, email: str, now: datetime | None = None) -> None:
    """Mail the owner of the mailbox a link that confirms the request; raises as `ask_as_user`.

    Nothing is mailed if it waits already, or beyond the limit of the mailbox. The link of the latest mail is
    the one that is good.
    """
    now, email = now or timezone.now(), email.lower()
    _refuse_unless_later(event, now)
    open_ones = Reminder.objects.filter(event=event, email=email, sent_at=None)
    if open_ones.filter(confirmed_at__isnull=False).exists() or not count_mail(
        TO_MAILBOX, email, now
    ):
        return
    open_ones.delete()
    reminder = Reminder(event=event, email=email, asked_at=now, language=get_language() or "en")
    if Reminder.objects.bulk_create([reminder], ignore_conflicts=True):
        publish(ReminderAsked(reminder, now))


def _refuse_unless_later(event: Event, now: datetime) -> None:
    if not opens_later(event, now):
        raise ReminderRefused(_("There is nothing to wait for: look at the dates of the event."))


@transaction.atomic
def confirm(reminder: Reminder, now: datetime | None = None) -> None:
    """Confirming twice is confirming once. Raises ReminderRefused."""
    now = now or timezone.now()
    _refuse_unless_later(reminder.event, now)
    Reminder.objects.filter(pk=reminder.pk, sent_at=None, confirmed_at=None).update(
        confirmed_at=now
    )


def reminder_to_confirm(key: str) -> Reminder | None:
    """That of the link in its mail, if it is signed and still open."""
    found = read_link_key(key, CONFIRM_SALT, LINK_AGE)
    reminders = Reminder.objects.select_related("event")
    return reminders.filter(pk=found, sent_at=None).first() if found else None


def reminder_to_stop(key: str) -> uuid.UUID | None:
    """The id that the link in a mail names, if it is signed; the reminder may be deleted."""
    return read_link_key(key, STOP_SALT)


def is_waiting(event: Event, user: User | None) -> bool:
    return user is not None and _of_user(event, user).exists()


def stop_as_user(event: Event, user: User) -> None:
    _of_user(event, user).delete()


def delete_reminder(reminder_id: uuid.UUID) -> None:
    Reminder.objects.filter(pk=reminder_id).delete()


def _of_user(event: Event, user: User) -> ReminderQuerySet:
    return Reminder.objects.filter(event=event, user=user, sent_at=None)


def send_reminders(now: datetime | None = None) -> int:
    """Remind of each sale that opens within LEAD_TIME; returns how many were reminded."""
    now = now or timezone.now()
    soon = EventDate.objects.filter(
        event__status=EventStatus.PUBLISHED,
        cancelled_at=None,
        sale_opens_at__gt=now,
        sale_opens_at__lte=now + LEAD_TIME,
    )
    sent = 0
    for event_id in soon.order_by("event").values_list("event", flat=True).distinct():
        while told := _send_batch(event_id, now):
            sent += told
    return sent


@transaction.atomic
def _send_batch(event_id: int, now: datetime) -> int:
    """A batch and its mails are one transaction; of two workers one skips what the other sends."""
    waiting = Reminder.objects.waiting().filter(event=event_id).select_related("event__store")
    batch = list(waiting.select_for_update(of=("self",), skip_locked=True)[:REMINDERS_A_BATCH])
    for reminder in batch:
        reminder.sent_at = now
        reminder.save(update_fields=["sent_at"])
        publish(SaleOpensSoon(reminder, now))
    return len(batch)


def purge_old_reminders(now: datetime | None = None) -> int:
    """Delete those that were sent, never confirmed, or waited for too long; returns how many."""
    now = now or timezone.now()
    old = Reminder.objects.filter(
        Q(sent_at__lt=now - STORED_FOR)
        | Q(confirmed_at=None, asked_at__lt=now - timedelta(seconds=LINK_AGE))
        | Q(asked_at__lt=now - WAITS_FOR)
    )
    return old.delete()[0]


def end_reminders(event: AccountDeleted) -> None:
    """Also those of the mailbox that were asked for without the account."""
    mine = Q(user=event.row) | Q(email=event.row.email.lower())
    Reminder.objects.filter(mine).delete()
