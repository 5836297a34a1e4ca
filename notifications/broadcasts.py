"""Notifies many users of one event, in batches.

A batch is one transaction, which locks the broadcast, notifies the next users by primary key and moves the
watermark: a killed worker leaves whole batches only, and of two workers one does nothing.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from core.events import Event
from core.notifications import NotificationKind, Occurrence, find_kind
from notifications.creation import Notification, create_messages
from notifications.models import Broadcast
from notifications.recipients import recipient_of, users_among
from notifications.words import Words, words_of

BATCH = 500  # users of one transaction, which takes about a fifth of a second
STALLED = timedelta(minutes=2)  # without a batch: its job was lost


@dataclass(frozen=True, slots=True)
class Batch:
    """What one call did: nothing, without an `event_key`."""

    event_key: str = ""
    is_last: bool = True


def start_broadcast(event: Event, kind: NotificationKind) -> int | None:
    """Record in the caller's transaction that the kind's `crowd` is to be notified; None if it is already.

    Returns the primary key for `notify_batch`. The words are rendered now, in every language.
    """
    occurrence = kind.occurrence(event)
    words = {code: asdict(words_of(kind, event, code)) for code, _name in settings.LANGUAGES}
    broadcast, is_new = Broadcast.objects.get_or_create(
        kind=kind.code,
        event_key=occurrence.key,
        defaults={
            "row_id": event.row.pk,
            "words": words,
            "note": occurrence.note,
            "created_at": occurrence.at,
        },
    )
    return broadcast.pk if is_new else None


@transaction.atomic
def notify_batch(broadcast_id: int, now: datetime | None = None) -> Batch:
    """Notify the next users; does nothing if another worker does, or if it is stopped or finished.

    One whose kind is not registered, as that of a switched-off feature, is stopped; the admin can resume it.
    Its number of queries depends neither on the batch nor on what came before.
    """
    now = now or timezone.now()
    running = Broadcast.objects.running().filter(pk=broadcast_id)
    broadcast = running.select_for_update(skip_locked=True).first()
    if broadcast is None:
        return Batch()
    kind = find_kind(broadcast.kind)
    if kind is None or kind.crowd is None:
        Broadcast.objects.filter(pk=broadcast.pk).update(stopped_at=now)
        return Batch()
    people = _crowd(broadcast, kind)
    if broadcast.expected is None:
        broadcast.expected = people.filter(is_active=True).count()
    left = people.filter(pk__gt=broadcast.last_user_id).order_by("pk")
    rows = list(users_among(left, kind.code)[:BATCH])
    notification = _notification(broadcast, kind)
    mails = create_messages([(notification, recipient_of(row)) for row in rows], now)
    is_last = len(rows) < BATCH
    if rows:
        broadcast.last_user_id = rows[-1]["pk"]
    broadcast.notified += len(rows)
    broadcast.mailed += len(mails)
    broadcast.moved_at = now
    broadcast.finished_at = now if is_last else None
    broadcast.save(
        update_fields=["last_user_id", "expected", "notified", "mailed", "moved_at", "finished_at"]
    )
    return Batch(broadcast.event_key, is_last)


def stalled_broadcasts(now: datetime | None = None) -> QuerySet[Broadcast, int]:
    """The primary keys of those that no job continues."""
    now = now or timezone.now()
    since = Coalesce("moved_at", "created_at")
    running = Broadcast.objects.running().alias(since=since).order_by("pk")
    return running.filter(since__lt=now - STALLED).values_list("pk", flat=True)


def stop(broadcasts: QuerySet[Broadcast], now: datetime | None = None) -> int:
    """Stop them after the batch that is being notified; returns how many were running."""
    now = now or timezone.now()
    return broadcasts.filter(finished_at=None, stopped_at=None).update(stopped_at=now)


def resume(broadcasts: QuerySet[Broadcast]) -> list[int]:
    """Let stopped ones continue after the last user notified; returns the keys for `notify_batch`."""
    stopped = broadcasts.filter(finished_at=None, stopped_at__isnull=False)
    resumed = list(stopped.values_list("pk", flat=True))
    Broadcast.objects.filter(pk__in=resumed).update(stopped_at=None)
    return resumed


def _crowd(broadcast: Broadcast, kind: NotificationKind) -> QuerySet[User]:
    """Each user once, even if the kind's own query has them several times."""
    assert kind.crowd is not None
    return User.objects.filter(pk__in=kind.crowd(broadcast.row_id).order_by().values("pk"))


def _notification(broadcast: Broadcast, kind: NotificationKind) -> Notification:
    occurrence = Occurrence(broadcast.event_key, broadcast.created_at, note=broadcast.note)

    @cache
    def words(language: str) -> Words:
        return Words(**(broadcast.words.get(language) or broadcast.words[settings.LANGUAGE_CODE]))

    return Notification(kind=kind, occurrence=occurrence, words=words)
