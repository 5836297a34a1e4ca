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
MAILS_LAST = timedelta(days=90)  # addresses are personal; a bounce is complained of long before


@dataclass(frozen=True, slots=True)
class Notification:
    """What happened to an order: under which key, when (aware), by which user if any."""

    order: Order
    key: str
    at: datetime
    actor_id: int | None = None
    rider_id: int | None = None
    note: str = ""
    amount: Decimal | None = None
    currency: str = ""


def tell(news: Notification, kinds: Sequence[NotificationKind]) -> bool:
    """Put the news into inboxes and the outbox, in the caller's transaction; whether mails are due.

    Three queries whatever is told; the same news told again changes nothing.
    """
    readers = recipients_of(news.order, {kind.to for kind in kinds}, news.rider_id)
    told = [(kind, readers[kind.to]) for kind in kinds if kind.to in readers]
    notices = [_notice(news, kind, reader) for kind, reader in told if not reader.is_guest]
    mails = [_mail(news, kind, reader) for kind, reader in told if _is_mailed(news, kind, reader)]
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
    """Set of which kinds (by code) the user wants mail; kinds not named stay as they were."""
    Preference.objects.bulk_create(
        [Preference(user=user, kind=code, mailed=mailed) for code, mailed in switches.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["mailed"],
    )


def wants_mail(user: User, kinds: Iterable[NotificationKind]) -> dict[str, bool]:
    """By code, whether the user is mailed of each kind."""
    switched = dict(Preference.objects.filter(user=user).values_list("kind", "mailed"))
    return {kind.code: switched.get(kind.code, kind.mailed) for kind in kinds}


def purge_person(user: User) -> None:
    """Forget what was told to a user, and their address; mails still queued are given up."""
    Notice.objects.filter(user=user).delete()
    Preference.objects.filter(user=user).delete()
    mails = Mail.objects.filter(user=user)
    mails.filter(state=MailState.QUEUED).delete()
    mails.update(recipient="", note="")


def purge_old(now: datetime | None = None) -> int:
    """Delete notices older than NOTICES_LAST and mails older than MAILS_LAST; returns how many.

    A mail that is still being tried stays.
    """
    now = now or timezone.now()
    notices = Notice.objects.filter(created_at__lt=now - NOTICES_LAST)
    mails = Mail.objects.filter(created_at__lt=now - MAILS_LAST).exclude(state=MailState.QUEUED)
    return notices.delete()[0] + mails.delete()[0]


def _is_mailed(news: Notification, kind: NotificationKind, reader: Recipient) -> bool:
    is_news = kind.confirms or not _is_own(news, kind, reader)
    return is_news and bool(reader.email) and reader.wants_mail_of(kind)


def _is_own(news: Notification, kind: NotificationKind, reader: Recipient) -> bool:
    """Whether the reader did it themselves; what is paid for is recorded by the system."""
    return not reader.is_guest and (
        news.actor_id == reader.user_id or (kind.confirms and news.actor_id is None)
    )


def _notice(news: Notification, kind: NotificationKind, reader: Recipient) -> Notice:
    """Of one's own doing there is a notice, too, but it is no news: it is born read."""
    return Notice(
        user_id=reader.user_id,  # type: ignore[misc]
        **_told(news, kind),
        read_at=news.at if _is_own(news, kind, reader) else None,
    )


def _mail(news: Notification, kind: NotificationKind, reader: Recipient) -> Mail:
    return Mail(
        recipient=reader.email,
        user_id=reader.user_id,
        language=reader.language,
        **_told(news, kind),
    )


def _told(news: Notification, kind: NotificationKind) -> dict[str, Any]:
    """What every row of the news says, whichever way it goes."""
    return {
        "kind": kind.code,
        "order": news.order,
        "event_key": news.key,
        "note": news.note,
        "amount": news.amount,
        "currency": news.currency,
        "created_at": news.at,
    }


@transaction.atomic
def _read(notices: QuerySet[Notice], user_id: int) -> None:
    """Other tabs of the reader are told."""
    if notices.filter(read_at=None).update(read_at=timezone.now()):
        invalidate(person_topic(user_id))
