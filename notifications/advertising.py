"""Which advertising may be mailed, and when: only with consent, and never at night.

Korea's Network Act, Article 50 (3), forbids advertising between 21:00 and 08:00 without a separate consent.
Its Enforcement Decree (Article 61) exempts e-mail; here it waits for the morning all the same. The subject
begins with "(광고)" (Article 50 (4); Decree, Annex 6), in every language: what the law asks depends on where
the reader is.
"""

from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from accounts.models import User
from core.notifications import NotificationKind
from notifications.models import Mail
from notifications.recipients import recipient_of, users_among

MARK = "(광고)"
QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # in the reader's time zone
# In which a sweep ends: what is begun before 21:00 leaves before it.
SENDING_TIME = timedelta(minutes=2)
SUBJECT_LENGTH = 200


@cache
def time_zones() -> list[str]:
    """By region and city, as readers choose theirs; looked up once a process, in 600 files."""
    other = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    return sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(other)
    )


def marked_subject(kind: NotificationKind, subject: str) -> str:
    return f"{MARK} {subject}"[:SUBJECT_LENGTH] if kind.advertising else subject


def next_permitted(now: datetime, time_zone: str) -> datetime:
    """`now`, or in the quiet hours of the time zone their end."""
    local = now.astimezone(ZoneInfo(time_zone))
    is_evening = (local + SENDING_TIME).time() >= QUIET_FROM or local.time() >= QUIET_FROM
    if not is_evening and local.time() >= QUIET_UNTIL:
        return now
    day = local.date() + timedelta(days=1) if is_evening else local.date()
    return datetime.combine(day, QUIET_UNTIL, tzinfo=local.tzinfo).astimezone(now.tzinfo)


def permitted_at(mail: Mail, kind: NotificationKind, now: datetime) -> datetime | None:
    """When the advertising may be sent: `now` or later; None if its reader does not want it any more."""
    if mail.user_id is None:
        return None
    reader = users_among(User.objects.filter(pk=mail.user_id), kind.code).first()
    recipient = recipient_of(reader) if reader else None
    if recipient is None or recipient.time_zone is None or not recipient.wants_mail_of(kind):
        return None
    return next_permitted(now, recipient.time_zone)
