"""The one-click unsubscribe link of each mail (RFC 8058): signed, as it works without a session.

That of advertising ends all of it: the law asks that refusing is easy, and does not know kinds.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.urls import reverse

from accounts.models import User
from core.notifications import NotificationKind, find_kind
from notifications.consent import withdraw_consent
from notifications.models import Mail
from notifications.services import switch_mails

SALT = "jumun.unsubscribe"


class LinkRefused(Exception):
    """The signature is invalid, or the kind no longer exists."""


@dataclass(frozen=True, slots=True)
class Subscription:
    user_id: int
    kind: NotificationKind

    @property
    def is_consent(self) -> bool:
        """Whether it is the consent to all advertising, and not a single kind."""
        return self.kind.advertising or self.kind.about_consent

    def end(self, user: User, now: datetime) -> None:
        if self.is_consent:
            withdraw_consent(user, now)
        else:
            switch_mails(user, {self.kind.code: False})


def link_of(mail: Mail) -> str:
    """The path that unsubscribes this mail's user from its kind."""
    key = signing.Signer(salt=SALT).sign_object([mail.user_id, mail.kind])
    return reverse("notifications:unsubscribe", args=[key])


def read_link(key: str) -> Subscription:
    """The user of the link, and the kind whose preference it switches; raises LinkRefused."""
    try:
        user_id, code = signing.Signer(salt=SALT).unsign_object(key)
    except (signing.BadSignature, ValueError) as error:
        raise LinkRefused from error
    kind = find_kind(code)
    switched = find_kind(kind.preference) if kind else None
    if switched is None:
        raise LinkRefused
    return Subscription(user_id, switched)
