"""The recipients of a notification, and which mails they want."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, JSONObject

from accounts.models import User
from core.notifications import Guest, NotificationKind, Users, find_kind
from core.prepared import Prepared
from notifications.models import AdvertisingConsent, Preference


@dataclass(frozen=True, slots=True)
class Recipient:
    """A user, or (without `user_id`) a guest, who gets mail only.

    `time_zone` is that of a user who consented to advertising, for a kind that is; else None.
    """

    email: str
    language: str
    user_id: int | None = None
    switched: Mapping[str, bool] = field(default_factory=dict)
    time_zone: str | None = None

    @property
    def is_guest(self) -> bool:
        return self.user_id is None

    def wants_mail_of(self, kind: NotificationKind) -> bool:
        if kind.advertising and self.time_zone is None:
            return False
        return kind.about_consent or self.switched.get(kind.preference, kind.mailed)


def recipients_of(
    event: Any, kinds: Iterable[NotificationKind]
) -> list[tuple[NotificationKind, Recipient]]:
    """Each kind with each of its recipients, in the order of the kinds; users are one query, or none."""
    found: dict[str, list[Recipient]] = {}
    users: dict[str, Users] = {}
    for kind in kinds:
        people = kind.recipients(event) if kind.recipients else None
        if isinstance(people, Guest):
            found[kind.code] = [Recipient(people.email, people.language)]
        elif people is not None and (actor := _only_actor(event, kind, people)):
            found[kind.code] = [Recipient(actor.email, actor.language, actor.pk)]
        elif people is not None:
            users[kind.code] = people
    for row in _rows_of(users) if users else ():
        found.setdefault(row["notified_of"], []).append(recipient_of(row))
    return [(kind, recipient) for kind in kinds for recipient in found.get(kind.code, ())]


def _only_actor(event: Any, kind: NotificationKind, people: Users) -> User | None:
    """Who did it themselves, if that is all: their row is known, and they get no mail of such a kind."""
    record = getattr(event, "record", None)
    if record is None or kind.confirms or people.lookups != {"pk": record.actor_id}:
        return None
    actor: User | None = record.actor
    return actor


def users_among(people: QuerySet[User], code: str) -> QuerySet[User, Any]:
    """Rows for `recipient_of` and a kind's code, with switches of mails; without deactivated users."""
    preferences = Preference.objects.filter(user=OuterRef("pk"))
    switches = preferences.values(data=JSONObject(kind="kind", mailed="mailed"))
    return people.filter(is_active=True).values(
        "pk",
        "email",
        "language",
        switches=ArraySubquery(switches),
        time_zone=_zone_of_consent(find_kind(code)),
        notified_of=Value(code),
    )


def recipient_of(row: Mapping[str, Any]) -> Recipient:
    switched = {each["kind"]: each["mailed"] for each in row["switches"]}
    return Recipient(row["email"], row["language"], row["pk"], switched, row["time_zone"])


def _zone_of_consent(kind: NotificationKind | None) -> Any:
    if kind is None or not kind.advertising:
        return Cast(Value(None), CharField())
    valid = AdvertisingConsent.objects.filter(user=OuterRef("pk"), withdrawn_at=None)
    return Subquery(valid.order_by().values("time_zone")[:1])


def _rows_of(users: Mapping[str, Users]) -> Iterable[Mapping[str, Any]]:
    """Rows for `recipient_of`; `users` are by the code of a kind."""
    lookups = tuple((code, tuple(people.lookups)) for code, people in users.items())
    values = [value for people in users.values() for value in people.lookups.values()]
    return prepared_rows(lookups).all(*values)


@cache
def prepared_rows(kinds: tuple[tuple[str, tuple[str, ...]], ...]) -> Prepared[Mapping[str, Any]]:
    """For these codes of kinds, each with the names of its lookups, whose values are the arguments.

    One query, in which PostgreSQL uses the best index for each kind. There are as many as there are sets of
    kinds that are notified together.
    """

    def rows(*values: Any) -> QuerySet[User, Any]:
        left = iter(values)
        first, *others = (
            users_among(
                User.objects.filter(**{name: next(left) for name in names}), code
            ).order_by()
            for code, names in kinds
        )
        return first.union(*others, all=True) if others else first

    count = sum(len(names) for _code, names in kinds)
    return Prepared(rows, arguments=count, is_declared=False)
