"""The link in every mail that stops its kind by one click (RFC 8058): signed, since no session is."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from notifications.kinds import KIND, NotificationKind
from notifications.models import Mail

SALT = "jumun.unsubscribe"


class LinkRefused(Exception):
    """We did not sign this link, or its kind is gone."""


@dataclass(frozen=True, slots=True)
class Subscription:
    user_id: int
    kind: NotificationKind


def link_of(mail: Mail) -> str:
    """The path that stops mails of this kind to this mail's user."""
    key = signing.Signer(salt=SALT).sign_object([mail.user_id, mail.kind])
    return reverse("notifications:unsubscribe", args=[key])


def read_link(key: str) -> Subscription:
    """Whose mails of which kind the link stops; raises LinkRefused."""
    try:
        user_id, code = signing.Signer(salt=SALT).unsign_object(key)
        return Subscription(user_id, KIND[code])
    except (signing.BadSignature, KeyError, ValueError) as error:
        raise LinkRefused from error
