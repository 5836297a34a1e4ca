"""Verbs on notices and preferences; `creation` creates the rows, `outbox` sends the mails."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from core.notifications import NotificationKind
from live.pages import person_topic
from live.publish import invalidate
from notifications.models import Broadcast, Mail, MailState, Notice, Preference

NOTICES_LAST = timedelta(days=180)
MAILS_LAST = timedelta(days=90)  # addresses are personal data; bounces are reported much earlier


def read_notice(notice: Notice, now: datetime | None = None) -> None:
    now = now or timezone.now()
    if notice.read_at is None:
        _read(Notice.objects.filter(pk=notice.pk), notice.user_id, now)


def read_all_notices(user: User, now: datetime | None = None) -> None:
    now = now or timezone.now()
    _read(Notice.objects.filter(user=user), user.pk, now)


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
    # An invitation is mailed to an address, whether it has an account or not.
    to_address = Q(user=None, order=None, recipient=user.email)
    mails = Mail.objects.filter(Q(user=user) | to_address)
    mails.filter(state=MailState.QUEUED).delete()
    mails.update(recipient="", subject="", title="", text="", link="", note="")


def purge_old(now: datetime | None = None) -> int:
    """Delete notices and broadcasts after NOTICES_LAST, mails after MAILS_LAST; returns how many.

    Queued mails and running broadcasts are not deleted.
    """
    now = now or timezone.now()
    notices = Notice.objects.filter(created_at__lt=now - NOTICES_LAST)
    mails = Mail.objects.filter(created_at__lt=now - MAILS_LAST).exclude(state=MailState.QUEUED)
    broadcasts = Broadcast.objects.filter(finished_at__lt=now - NOTICES_LAST)
    return sum(rows.delete()[0] for rows in (notices, mails, broadcasts))


@transaction.atomic
def _read(notices: QuerySet[Notice], user_id: int, now: datetime) -> None:
    """Mark the notices as read, and refresh the user's other tabs."""
    if notices.filter(read_at=None).update(read_at=now):
        invalidate(person_topic(user_id))
