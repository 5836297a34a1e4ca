"""Verbs on notices and preferences; notifications.outbox sends the mails."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from live.pages import person_topic
from live.publish import invalidate
from notifications.kinds import NotificationKind
from notifications.models import Mail, MailState, Notice, Preference
from notifications.recipients import Recipient, recipients_of
from orders.models import Order

NOTICES_LAST = timedelta(days=180)
MAILS_LAST = timedelta(days=90)  # addresses are personal data; bounces are reported much earlier


@dataclass(frozen=True, slots=True)
class Notification:
    """An event of an order: `key` identifies it, `at` is aware, `actor_id` is None for the system."""

    order: Order
    key: str
    at: datetime
    actor_id: int | None = None
    rider_id: int | None = None
    note: str = ""
    amount: Decimal | None = None
    currency: str = ""


def create_messages(notification: Notification, kinds: Sequence[NotificationKind]) -> bool:
    """Create notices and mails in the caller's transaction; returns whether mails are due.

    Always three queries; a repeated call with the same notification changes nothing.
    """
    recipients = recipients_of(
        notification.order, {kind.to for kind in kinds}, notification.rider_id
    )
    pairs = [(kind, recipients[kind.to]) for kind in kinds if kind.to in recipients]
    notices = [_notice(notification, kind, to) for kind, to in pairs if not to.is_guest]
    mails = [
        _mail(notification, kind, to) for kind, to in pairs if _is_mailed(notification, kind, to)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    if notices:
        invalidate(*{person_topic(notice.user_id) for notice in notices})
    return bool(mails)


def read_notice(notice: Notice) -> None:
    if notice.read_at is None:
        _read(Notice.objects.filter(pk=notice.pk), notice.user_id)


def read_all_notices(user: User) -> None:
    _read(Notice.objects.filter(user=user), user.pk)


@transaction.atomic
def switch_mails(user: User, switches: Mapping[str, bool]) -> None:
    """Set for these kinds (by code) whether the user wants mail; other kinds are not changed."""
    Preference.objects.bulk_create(
        [Preference(user=user, kind=code, mailed=mailed) for code, mailed in switches.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["mailed"],
    )


def wants_mail(user: User, kinds: Iterable[NotificationKind]) -> dict[str, bool]:
    """{code of a kind: whether the user is sent mail of it}."""
    switched = dict(Preference.objects.filter(user=user).values_list("kind", "mailed"))
    return {kind.code: switched.get(kind.code, kind.mailed) for kind in kinds}


def purge_person(user: User) -> None:
    """Delete a user's notices, preferences and queued mails, and the personal data in sent mails."""
    Notice.objects.filter(user=user).delete()
    Preference.objects.filter(user=user).delete()
    mails = Mail.objects.filter(user=user)
    mails.filter(state=MailState.QUEUED).delete()
    mails.update(recipient="", note="")


def purge_old(now: datetime | None = None) -> int:
    """Delete notices older than NOTICES_LAST and mails older than MAILS_LAST; returns how many.

    Queued mails are not deleted.
    """
    now = now or timezone.now()
    notices = Notice.objects.filter(created_at__lt=now - NOTICES_LAST)
    mails = Mail.objects.filter(created_at__lt=now - MAILS_LAST).exclude(state=MailState.QUEUED)
    return notices.delete()[0] + mails.delete()[0]


def _is_mailed(notification: Notification, kind: NotificationKind, to: Recipient) -> bool:
    is_wanted = to.wants_mail_of(kind) and (kind.confirms or not _is_own(notification, kind, to))
    return is_wanted and bool(to.email)


def _is_own(notification: Notification, kind: NotificationKind, to: Recipient) -> bool:
    """Whether it was the recipient's own action; a payment is recorded as the system's."""
    return not to.is_guest and (
        notification.actor_id == to.user_id or (kind.confirms and notification.actor_id is None)
    )


def _notice(notification: Notification, kind: NotificationKind, to: Recipient) -> Notice:
    """A notice of the recipient's own action is created as read."""
    return Notice(
        user_id=to.user_id,  # type: ignore[misc]
        **_common_fields(notification, kind),
        read_at=notification.at if _is_own(notification, kind, to) else None,
    )


def _mail(notification: Notification, kind: NotificationKind, to: Recipient) -> Mail:
    return Mail(
        recipient=to.email,
        user_id=to.user_id,
        language=to.language,
        **_common_fields(notification, kind),
    )


def _common_fields(notification: Notification, kind: NotificationKind) -> dict[str, Any]:
    """The fields that notices and mails share."""
    return {
        "kind": kind.code,
        "order": notification.order,
        "event_key": notification.key,
        "note": notification.note,
        "amount": notification.amount,
        "currency": notification.currency,
        "created_at": notification.at,
    }


@transaction.atomic
def _read(notices: QuerySet[Notice], user_id: int) -> None:
    """Mark the notices as read, and refresh the user's other tabs."""
    if notices.filter(read_at=None).update(read_at=timezone.now()):
        invalidate(person_topic(user_id))
