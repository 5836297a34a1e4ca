"""The recipients of notifications about an order, and which mails they want."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from notifications.kinds import CUSTOMER, OWNER, RIDER, Audience, NotificationKind
from notifications.models import Preference
from orders.models import Order
from stores.models import Store


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
        return self.switched.get(kind.code, kind.mailed)


def recipients_of(
    order: Order, audiences: Collection[Audience], rider_id: int | None = None
) -> dict[Audience, Recipient]:
    """The recipient of each audience, in one query; an audience may have none."""
    found, users = {}, set(audiences)
    if order.guest_key and CUSTOMER in users:
        users.remove(CUSTOMER)
        found[CUSTOMER] = Recipient(order.email, order.language)
    return found | _users_among(order, users, rider_id) if users else found


def _users_among(
    order: Order, audiences: Collection[Audience], rider_id: int | None
) -> dict[Audience, Recipient]:
    rows = {row["pk"]: row for row in _users(order, audiences, rider_id)}
    seller = next((row["seller"] for row in rows.values()), None)
    ids = {CUSTOMER: order.customer_id, OWNER: seller, RIDER: rider_id}
    return {each: _recipient(rows[ids[each]]) for each in audiences if ids[each] in rows}


def _users(
    order: Order, audiences: Collection[Audience], rider_id: int | None
) -> QuerySet[User, Any]:
    # A scalar subquery lets PostgreSQL use the primary key for both sides of the OR.
    seller = Subquery(Store.objects.filter(pk=order.store_id).values("owner"))
    wanted = {CUSTOMER: Q(pk=order.customer_id), OWNER: Q(pk=seller), RIDER: Q(pk=rider_id)}
    condition = Q()
    for audience in audiences:
        condition |= wanted[audience]
    preferences = Preference.objects.filter(user=OuterRef("pk"))
    switches = preferences.values(data=JSONObject(kind="kind", mailed="mailed"))
    users = User.objects.filter(condition, is_active=True)
    return users.values("pk", "email", "language", seller=seller, switches=ArraySubquery(switches))


def _recipient(row: Mapping[str, Any]) -> Recipient:
    switched = {each["kind"]: each["mailed"] for each in row["switches"]}
    return Recipient(row["email"], row["language"], row["pk"], switched)
