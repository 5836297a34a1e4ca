"""The recipients of a notification, and which mails they want."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import JSONObject

from accounts.models import User
from core.notifications import Guest, NotificationKind
from notifications.models import Preference


@dataclass(frozen=True, slots=True)
class Recipient:
    """A user, or (without `user_id`) a guest, who gets mail only."""

    email: str
    language: str
    user_id: int | None = None
    switched: Mapping[str, bool] = field(default_factory=dict)

    @property
    def is_guest(self) -> bool:
        return self.user_id is None

    def wants_mail_of(self, kind: NotificationKind) -> bool:
        return self.switched.get(kind.preference, kind.mailed)


def recipients_of(
    event: Any, kinds: Iterable[NotificationKind]
) -> list[tuple[NotificationKind, Recipient]]:
    """Each kind with each of its recipients, in the order of the kinds; users are one query."""
    found: dict[str, list[Recipient]] = {}
    queries = []
    for kind in kinds:
        people = kind.recipients(event) if kind.recipients else None
        if isinstance(people, Guest):
            found[kind.code] = [Recipient(people.email, people.language)]
        elif people is not None:
            queries.append(users_among(people, kind))
    for row in _union(queries):
        found.setdefault(row["notified_of"], []).append(recipient_of(row))
    return [(kind, recipient) for kind in kinds for recipient in found.get(kind.code, ())]


def users_among(people: QuerySet[User], kind: NotificationKind) -> QuerySet[User, Any]:
    """Rows for `recipient_of`, with their switches of mails; without deactivated users."""
    preferences = Preference.objects.filter(user=OuterRef("pk"))
    switches = preferences.values(data=JSONObject(kind="kind", mailed="mailed"))
    return people.filter(is_active=True).values(
        "pk",
        "email",
        "language",
        switches=ArraySubquery(switches),
        notified_of=Value(kind.code),
    )


def recipient_of(row: Mapping[str, Any]) -> Recipient:
    switched = {each["kind"]: each["mailed"] for each in row["switches"]}
    return Recipient(row["email"], row["language"], row["pk"], switched)


def _union(queries: list[QuerySet[User, Any]]) -> Iterable[Mapping[str, Any]]:
    """One query, in which PostgreSQL uses the best index for each kind."""
    if not queries:
        return []
    first, *others = (query.order_by() for query in queries)
    return first.union(*others, all=True) if others else first
