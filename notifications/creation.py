"""Creates the rows of notifications: notices for the inbox, mails for the outbox."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.utils import timezone

from core.events import Event
from core.inserts import insert_unless_exists
from core.notifications import NotificationKind, Occurrence
from live.pages import person_topic
from live.publish import invalidate
from notifications.advertising import marked_subject, next_permitted
from notifications.models import Mail, Notice
from notifications.recipients import Recipient, recipients_of
from notifications.words import Words, words_of
from orders.models import Order


@dataclass(frozen=True, slots=True)
class Notification:
    """What the recipients of one kind are notified of; `words` takes a language."""

    kind: NotificationKind
    occurrence: Occurrence
    words: Callable[[str], Words]
    order: Order | None = None


def notify_recipients(
    event: Event, kinds: Sequence[NotificationKind], now: datetime | None = None
) -> set[str]:
    """Notify the `recipients` of these kinds in the caller's transaction; returns the keys of due mails.

    Always three queries; a repeated call with the same event changes nothing.
    """
    notifications = {kind.code: _notification(event, kind) for kind in kinds}
    pairs = [(notifications[kind.code], to) for kind, to in recipients_of(event, kinds)]
    return {mail.event_key for mail in create_messages(pairs, now)}


def create_messages(
    pairs: Iterable[tuple[Notification, Recipient]], now: datetime | None = None
) -> list[Mail]:
    """Create the notices and the mails that are wanted; returns the mails. Two queries."""
    now, pairs = now or timezone.now(), list(pairs)
    notices = [_notice(notification, to) for notification, to in pairs if not to.is_guest]
    mails = [
        _mail(notification, to, now) for notification, to in pairs if _is_mailed(notification, to)
    ]
    _store(notices)
    _store(mails)
    if notices:
        invalidate(*{person_topic(notice.user_id) for notice in notices})
    return mails


def _store(rows: Sequence[Notice] | Sequence[Mail]) -> None:
    """Those that are not stored already, by one query."""
    if len(rows) == 1:
        insert_unless_exists(rows[0])
    elif rows:
        type(rows[0]).objects.bulk_create(rows, ignore_conflicts=True)  # type: ignore[arg-type]


def _notification(event: Any, kind: NotificationKind) -> Notification:
    """The words are rendered once in each language."""
    order = getattr(event, "order", None)
    return Notification(
        kind=kind,
        occurrence=kind.occurrence(event),
        words=cache(partial(words_of, kind, event)),
        order=order if isinstance(order, Order) else None,
    )


def _is_mailed(notification: Notification, to: Recipient) -> bool:
    kind = notification.kind
    is_wanted = to.wants_mail_of(kind) and (kind.confirms or not _is_own(notification, to))
    return is_wanted and bool(to.email)


def _is_own(notification: Notification, to: Recipient) -> bool:
    """Whether it was the recipient's own action; a payment is recorded as the system's."""
    actor_id = notification.occurrence.actor_id
    return not to.is_guest and (
        actor_id == to.user_id or (notification.kind.confirms and actor_id is None)
    )


def _notice(notification: Notification, to: Recipient) -> Notice:
    """A notice of the recipient's own action is created as read."""
    return Notice(
        user_id=to.user_id,  # type: ignore[misc]
        **_common_fields(notification, to),
        about=notification.words(to.language).about,
        read_at=notification.occurrence.at if _is_own(notification, to) else None,
    )


def _mail(notification: Notification, to: Recipient, now: datetime) -> Mail:
    kind = notification.kind
    return Mail(
        recipient=to.email,
        user_id=to.user_id,
        language=to.language,
        **_common_fields(notification, to),
        subject=marked_subject(kind, notification.words(to.language).subject),
        next_try_at=next_permitted(now, to.time_zone) if to.time_zone else now,
    )


def _common_fields(notification: Notification, to: Recipient) -> dict[str, Any]:
    """The fields that notices and mails share."""
    occurrence, words = notification.occurrence, notification.words(to.language)
    return {
        "kind": notification.kind.code,
        "order": notification.order,
        "event_key": occurrence.key,
        "title": words.title,
        "text": words.text,
        "link": words.link,
        "note": occurrence.note,
        "amount": occurrence.amount,
        "currency": occurrence.currency,
        "created_at": occurrence.at,
    }
