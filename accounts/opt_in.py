"""Requests that are confirmed by a mail (double opt-in), of users and of mailboxes without an account.

Such a request is a row with a UUID as its key, `user` or else `email`, and `language`. Links in its mails
name it by a signed key; each purpose has a salt of its own, so that a link to confirm does not withdraw.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core import signing
from django.urls import reverse

from accounts.emails import has_verified
from accounts.models import User
from accounts.password_limits import account_key
from core.notifications import Guest, Users
from core.throttle import Limit, TooMany, count

LINK_AGE = 3 * 24 * 60 * 60  # seconds in which a request can be confirmed


def needs_no_mail(user: User | None) -> bool:
    """Whether the user's mailbox is verified, so that a request is confirmed as it is made."""
    return user is not None and has_verified(user, user.email)


def count_mail(limit: Limit, email: str, now: datetime) -> bool:
    """Count a mail to the mailbox; whether the limit permits it."""
    try:
        count(limit, account_key(email), now)
    except TooMany:
        return False
    return True


def link_key(row_id: uuid.UUID, salt: str) -> str:
    return signing.dumps(row_id.hex, salt=salt)


def read_link_key(key: str, salt: str, max_age: int | None = None) -> uuid.UUID | None:
    """The id of the row, which may be deleted; None if the key is forged, or older than `max_age` seconds."""
    try:
        return uuid.UUID(signing.loads(key, salt=salt, max_age=max_age))
    except (signing.BadSignature, ValueError, AttributeError, TypeError):
        return None


def link_to_withdraw(page: str, salt: str) -> Callable[[Any], str]:
    """An `unsubscribe_link` of a NotificationKind: `page` of the row whose id ends the mail's event key."""

    def link_of(mail: Any) -> str:
        row_id = uuid.UUID(mail.event_key.rpartition("-")[2])
        return reverse(page, args=[link_key(row_id, salt)])

    return link_of


def requester_of(event: Any) -> Users | Guest:
    """The recipient of a notification about the request that is the event's row."""
    request = event.row
    return Users(pk=request.user_id) if request.user_id else Guest(request.email, request.language)
