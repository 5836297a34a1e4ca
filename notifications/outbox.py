"""Sending the mails that wait in the log: each is claimed, then rendered and sent under no lock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.contrib.postgres.functions import RandomUUID
from django.db.models import F, QuerySet
from django.utils import timezone

from core.sweeps import sweep
from notifications.messages import message_of
from notifications.models import Mail, MailState

CLAIM = timedelta(minutes=5)  # longer than a mail takes, at EMAIL_TIMEOUT a step of SMTP
FIRST_WAIT = timedelta(minutes=1)  # doubled by each further try: ten tries take nine hours
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 10
BATCH = 500  # mails a sweep looks at


def send_mails_of(event_key: str, now: datetime | None = None) -> None:
    """Send what is due of one event; what goes wrong with one mail holds up no other."""
    now = now or timezone.now()
    _send_each(_due(now).filter(event_key=event_key).values_list("pk", flat=True), now)


def send_due_mails(now: datetime | None = None) -> int:
    """Send every mail whose time has come: the sweep behind lost jobs; returns how many it tried."""
    now = now or timezone.now()
    due = _due(now).order_by("next_try_at").values_list("pk", flat=True)[:BATCH]
    return _send_each(due, now)


def send_mail(mail_id: int, now: datetime | None = None) -> bool:
    """Send a mail if it is due; whether this call was the one to try.

    The try is claimed first, so of two jobs one sends it. A job that dies on the way leaves the mail
    to the sweep after CLAIM; sent twice then, both carry the same Message-ID. A server's trouble is
    written down and tried again, ever less often, until MOST_ATTEMPTS; a refusal for good fails at
    once. Anything else is written down, and raised.
    """
    now = now or timezone.now()
    if not _claim(mail_id, now):
        return False
    mail = Mail.objects.select_related("order__store").get(pk=mail_id)
    try:
        letter = message_of(mail)
        mail.subject = letter.subject[:200]
        letter.send()
    except Exception as error:
        _note_failure(mail, error, now)
        if not isinstance(error, (SMTPException, OSError)):
            raise
    else:
        _note(mail, MailState.SENT, next_try_at=None, sent_at=timezone.now(), last_error="")
    return True


def resend(mails: QuerySet[Mail], now: datetime | None = None) -> int:
    """Queue mails anew, sent ones too, with their tries forgotten; returns how many.

    A new Message-ID keeps mailboxes from taking the copy that somebody asked for as a double.
    """
    return mails.exclude(recipient="").update(
        state=MailState.QUEUED,
        key=RandomUUID(),
        attempts=0,
        next_try_at=now or timezone.now(),
        last_error="",
    )


def _due(now: datetime) -> QuerySet[Mail]:
    return Mail.objects.filter(state=MailState.QUEUED, next_try_at__lte=now)


def _claim(mail_id: int, now: datetime) -> bool:
    due = _due(now).filter(pk=mail_id)
    return bool(due.update(next_try_at=now + CLAIM, attempts=F("attempts") + 1))


def _send_each(mail_ids: Iterable[int], now: datetime) -> int:
    failed = "mails that could not be written or sent"
    return sweep(mail_ids, lambda mail_id: send_mail(mail_id, now), failed=failed)


def _note_failure(mail: Mail, error: Exception, now: datetime) -> None:
    said = _said(error)[:500]
    if _is_final(error) or mail.attempts >= MOST_ATTEMPTS:
        _note(mail, MailState.FAILED, next_try_at=None, last_error=said)
    else:
        wait = min(FIRST_WAIT * 2 ** (mail.attempts - 1), LONGEST_WAIT)
        _note(mail, MailState.QUEUED, next_try_at=now + wait, last_error=said)


def _note(mail: Mail, state: MailState, **fields: object) -> None:
    """Unless the mail was deleted, or queued anew from the admin, while it was being sent."""
    claimed = Mail.objects.filter(pk=mail.pk, state=MailState.QUEUED, key=mail.key)
    claimed.update(state=state, subject=mail.subject, **fields)


def _is_final(error: Exception) -> bool:
    """A 5yz answer to the recipient or the message: do not repeat it (RFC 5321, 4.2.1)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


def _said(error: Exception) -> str:
    """What the server said; its words come as bytes."""
    if isinstance(error, SMTPRecipientsRefused):
        answers = error.recipients.values()
        return "; ".join(f"{code} {_text(words)}" for code, words in answers)
    if isinstance(error, SMTPDataError):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
