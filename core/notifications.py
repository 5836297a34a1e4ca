"""Kinds of notification: which event notifies whom, in which words. config/notifications.py lists all.

An app describes its kinds with these types; the app `notifications`, above them all, stores and sends.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from core.events import Event

Text = str | Promise

MAX_CODE_LENGTH = 30
DEFAULT_BUTTON = pgettext_lazy("button", "Open")


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of kinds in the preferences of the users it includes."""

    label: Text
    includes: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Guest:
    """A recipient without an account, who gets mail only."""

    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail."""

    name: str
    content: bytes
    content_type: str


class Users:
    """The users with these values in these lookups: `Users(pk=7)`, `Users(memberships__role__any=roles)`.

    No queryset, since the query of each event has the same SQL (core.prepared): no value may be None.
    """

    def __init__(self, **lookups: Any) -> None:
        self.lookups = lookups


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What is stored of an event.

    `key` (at most 60 characters) identifies it: processed again, it notifies nobody twice. `at` is aware,
    `actor_id` is None for the system, `note` is a reason and `amount` a sum that was moved.
    """

    key: str
    at: datetime
    actor_id: int | None = None
    note: str = ""
    amount: Decimal | None = None
    currency: str = ""


def occurrence_of_move(event: Any) -> Occurrence:
    """By the history row of a lifecycle move."""
    record = event.record
    key = f"{record._meta.model_name}-{record.pk}"
    return Occurrence(key, record.at, record.actor_id, record.note)


def occurrence_without_note(event: Any) -> Occurrence:
    """The same for a kind whose text has the note already: it is not shown below it again."""
    return replace(occurrence_of_move(event), note="")


def _no_attachments(mail: Any) -> Iterable[Attachment]:
    return ()


def _no_facts(event: Any) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationKind:
    """One row of the table.

    `title`, `text`, `about` (a short reference in the inbox) and `subject` (of the mail) may contain
    %(placeholders)s of `facts`, which is called in the language of each recipient; `label` names the kind in
    preferences, if its title has placeholders. With `variant_of` users switch its mails with those of
    another kind, listed before it. `link` is a path of this site. The words are stored as they were, and may
    name nobody but their recipient: nothing else would erase the name.

    Exactly one of two names the recipients: `recipients`, of a few, who are notified in the transaction of
    the event; `crowd`, of possibly thousands, by the primary key of the event's row, who are notified by a
    job in batches. `applies` is whether this event is worth a notification. A kind that `confirms` the
    recipient's own action is mailed too, and its notice is created as read.

    What is `advertising` is mailed only to users who consented to that, and never at night
    (notifications.advertising). A kind that is `about_consent` is about that consent: it is always mailed,
    and its unsubscribe link withdraws the consent.

    A mail to somebody without an account has an unsubscribe link only if `unsubscribe_link` names its path by
    the stored mail: a page that asks on GET, and ends it by a POST without cookies (RFC 8058).

    Of a kind that is `bulk` there may be very many at once; its mails are sent behind those of all others.

    The text of a kind that `ends_with_link` may end with an https address of the site's own data, which its
    mail links. In other texts users may have written what looks like one.

    `mail_template` (.txt and .html) gets what `mail_context` returns of the stored mail. `attachments` are
    made of it, too, when it is sent: in its language, and under no lock.
    """

    code: str
    on: type[Event]
    audience: Audience
    icon: str
    title: Text
    text: Text
    link: Callable[[Any], str]
    recipients: Callable[[Any], Users | Guest | None] | None = None
    crowd: Callable[[int], QuerySet[Any]] | None = None
    facts: Callable[[Any], Mapping[str, object]] = _no_facts
    about: Text = ""
    subject: Text = "%(title)s"
    label: Text = ""
    variant_of: str = ""
    button: Text = DEFAULT_BUTTON
    mailed: bool = True
    confirms: bool = False
    advertising: bool = False
    about_consent: bool = False
    ends_with_link: bool = False
    bulk: bool = False
    applies: Callable[[Any], bool] = lambda event: True
    occurrence: Callable[[Any], Occurrence] = occurrence_of_move
    unsubscribe_link: Callable[[Any], str] | None = None
    mail_template: str = "notifications/mail/notification"
    mail_context: Callable[[Any], Mapping[str, object]] = _no_facts
    attachments: Callable[[Any], Iterable[Attachment]] = _no_attachments

    @property
    def name(self) -> Text:
        """Of the kind as such, without placeholders."""
        return self.label or self.title

    @property
    def preference(self) -> str:
        """The code under which users switch its mails."""
        return self.variant_of or self.code


_kinds: dict[str, NotificationKind] = {}


def register(kinds: Iterable[NotificationKind]) -> None:
    """Install the kinds of config/notifications.py, replacing those installed before."""
    found: dict[str, NotificationKind] = {}
    for kind in kinds:
        _check(kind, found)
        found[kind.code] = kind
    _kinds.clear()
    _kinds.update(found)


def all_kinds() -> list[NotificationKind]:
    return list(_kinds.values())


def find_kind(code: str) -> NotificationKind | None:
    return _kinds.get(code)


def codes_of(code: str) -> list[str]:
    """The codes of a kind and its variants."""
    return [code, *(kind.code for kind in _kinds.values() if kind.variant_of == code)]


def kinds_on(event: Event) -> list[NotificationKind]:
    """The kinds of notification for this event."""
    return [kind for kind in _kinds.values() if kind.on is type(event) and kind.applies(event)]


def kinds_for(user: Any) -> list[NotificationKind]:
    """The kinds whose mails this user can switch: all they can ever be sent, without variants."""
    kinds = [kind for kind in _kinds.values() if not kind.variant_of]
    included = cache(lambda audience: audience.includes(user))  # one query for several kinds
    return [kind for kind in kinds if included(kind.audience)]


def _check(kind: NotificationKind, others: Mapping[str, NotificationKind]) -> None:
    if kind.code in others or not 0 < len(kind.code) <= MAX_CODE_LENGTH:
        raise ImproperlyConfigured(f"The code of a notification is taken or too long: {kind.code}")
    if (kind.recipients is None) == (kind.crowd is None):
        raise ImproperlyConfigured(f"{kind.code} needs either `recipients` or `crowd`")
    if kind.variant_of and (kind.variant_of not in others or others[kind.variant_of].variant_of):
        raise ImproperlyConfigured(
            f"{kind.code} is a variant of no kind before it: {kind.variant_of}"
        )
