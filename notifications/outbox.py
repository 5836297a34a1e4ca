"""Sends the queued mails: each is claimed, then rendered and sent without holding a lock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import chain
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

import structlog
from django.contrib.postgres.functions import RandomUUID
from django.db.models import Min, QuerySet
from django.utils import timezone

from core.backoff import backoff
from core.notifications import all_kinds, find_kind
from core.prepared import Prepared
from core.sweeps import sweep
from notifications.advertising import permitted_at
from notifications.messages import KindNotRegistered, message_of
from notifications.models import Mail, MailState

log = structlog.get_logger(__name__)

CLAIM = timedelta(minutes=5)  # longer than sending takes, with EMAIL_TIMEOUT for each step of SMTP
FIRST_WAIT = timedelta(minutes=1)  # doubled by each further attempt: ten attempts take nine hours
LONGEST_WAIT = timedelta(hours=4)
MAX_ATTEMPTS = 10
BATCH = 500  # mails of one sweep
NOT_WANTED = "Not sent: the reader does not want this advertising any more."


@Prepared
def due_mails_of(event_key: str, now: datetime) -> QuerySet[Mail]:
    # As the index by event says: of a queue of thousands it finds these at once.
    return _due(now).filter(event_key=event_key).exclude(recipient="")[:BATCH]


def send_mails_of(event_key: str, now: datetime | None = None) -> int:
    """Send due mails of one event, at most BATCH; returns how many were attempted.

    A failure with one mail does not stop the others.
    """
    now = now or timezone.now()
    return _send_each(due_mails_of.all(event_key, now), now)


def send_due_mails(now: datetime | None = None) -> int:
    """Send every due mail, also those whose job was lost; returns how many were attempted.

    Last those of which there may be very many: advertising, at the end of the night, and kinds in bulk.
    """
    now = now or timezone.now()
    due = _due(now).order_by("next_try_at")
    last = [kind.code for kind in all_kinds() if kind.advertising or kind.bulk]
    others = due.exclude(kind__in=last)[:BATCH]
    return _send_each(chain(others, due.filter(kind__in=last)[:BATCH]), now)


def next_try(event_key: str) -> datetime | None:
    """When the first of the queued mails of the event is to be sent; None without any."""
    left = Mail.objects.filter(event_key=event_key, state=MailState.QUEUED).exclude(recipient="")
    first: datetime | None = left.aggregate(first=Min("next_try_at"))["first"]
    return first


def send_mail(mail: Mail, now: datetime | None = None) -> bool:
    """Send a mail if it is still as it was when it was due; returns whether this call attempted it.

    The attempt is claimed first, so of two jobs only one sends it. If the job dies, the sweep takes the
    mail after CLAIM; if that sends it twice, both have the same Message-ID. A temporary error of the
    server is recorded and retried with exponential backoff until MAX_ATTEMPTS; a permanent one, or a kind
    that is not registered, marks the mail as failed immediately. Any other error is recorded, and raised.
    """
    now = now or timezone.now()
    if not _is_permitted(mail, now) or not _claim(mail, now):
        return False
    try:
        message_of(mail).send()
    except Exception as error:
        _note_failure(mail, error, now)
        if not isinstance(error, (SMTPException, OSError, KindNotRegistered)):
            raise
    else:
        _note(mail, MailState.SENT, next_try_at=None, sent_at=now, last_error="")
    return True


def _is_permitted(mail: Mail, now: datetime) -> bool:
    """Advertising waits for the end of the night, and is not sent at all once it is not wanted any more."""
    kind = find_kind(mail.kind)
    if kind is None or not kind.advertising:
        return True
    permitted = permitted_at(mail, kind, now)
    if permitted is None:
        _note(mail, MailState.FAILED, next_try_at=None, last_error=NOT_WANTED)
    elif permitted > now:
        _unchanged(mail).filter(next_try_at=mail.next_try_at).update(next_try_at=permitted)
    return permitted == now


def resend(mails: QuerySet[Mail], now: datetime | None = None) -> int:
    """Queue mails again, sent ones too, with attempts reset to zero; returns how many.

    A new Message-ID, so that mailboxes do not drop the requested copy as a duplicate.
    """
    return mails.exclude(recipient="").update(
        state=MailState.QUEUED,
        key=RandomUUID(),
        attempts=0,
        next_try_at=now or timezone.now(),
        last_error="",
    )


def _due(now: datetime) -> QuerySet[Mail]:
    due = Mail.objects.filter(state=MailState.QUEUED, next_try_at__lte=now)
    return due.select_related("order__store")


def _claim(mail: Mail, now: datetime) -> bool:
    """Count an attempt, unless the mail was claimed, queued again or deleted since it was read."""
    unchanged, attempts = _unchanged(mail).filter(next_try_at=mail.next_try_at), mail.attempts + 1
    if not unchanged.update(next_try_at=now + CLAIM, attempts=attempts):
        return False
    mail.attempts = attempts
    return True


def _unchanged(mail: Mail) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, state=MailState.QUEUED, key=mail.key)


def _send_each(mails: Iterable[Mail], now: datetime) -> int:
    failed = "mails that could not be written or sent"
    return sweep(mails, lambda mail: send_mail(mail, now), failed=failed)


def _note_failure(mail: Mail, error: Exception, now: datetime) -> None:
    text = _error_text(error)[:500]
    if not isinstance(
        error, (SMTPRecipientsRefused, SMTPDataError)
    ):  # whose text may name the recipient
        log.warning("mail not sent", mail=mail.pk, attempts=mail.attempts, error=text)
    if _is_final(error) or mail.attempts >= MAX_ATTEMPTS:
        _note(mail, MailState.FAILED, next_try_at=None, last_error=text)
    else:
        wait = backoff(FIRST_WAIT, mail.attempts, LONGEST_WAIT)
        _note(mail, MailState.QUEUED, next_try_at=now + wait, last_error=text)


def _note(mail: Mail, state: MailState, **fields: object) -> None:
    """Save the result, unless the mail was deleted, or queued again in the admin, while it was sent."""
    _unchanged(mail).update(state=state, subject=mail.subject, **fields)


def _is_final(error: Exception) -> bool:
    """A 5yz reply to the recipient or the message: do not repeat it (RFC 5321, 4.2.1)."""
    if isinstance(error, KindNotRegistered):
        return True
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


def _error_text(error: Exception) -> str:
    """The server's reply, which smtplib returns as bytes, or the exception."""
    if isinstance(error, SMTPRecipientsRefused):
        replies = error.recipients.values()
        return "; ".join(f"{code} {_text(reply)}" for code, reply in replies)
    if isinstance(error, SMTPDataError):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply
