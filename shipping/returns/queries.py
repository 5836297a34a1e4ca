"""Reads of returns that are used in several places."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from core.prepared import Prepared
from shipping.models.returns import Return
from shipping.return_lifecycle import OPEN, RECEIVED, REQUESTED


@Prepared
def return_of_party(user_id: int, number: str) -> QuerySet[Return]:
    """A return that the user sells or bought."""
    returns = Return.objects.sold_by(user_id) | Return.objects.bought_by(user_id)
    return returns.select_related("order__store").filter(number=number)


@dataclass(frozen=True, slots=True)
class ReturnCounts:
    """How many returns wait for the store, and how many of those it should have refunded by now."""

    waiting: int
    overdue: int


def returns_to_answer(user: User, now: datetime) -> ReturnCounts:
    """Of all stores on whose board the user works, with one query."""
    counts = (
        Return.objects.sold_by(user)
        .filter(status__in=OPEN)
        .aggregate(
            waiting=Count("pk", filter=Q(status__in=[REQUESTED, RECEIVED])),
            overdue=Count("pk", filter=Q(status=RECEIVED, refund_due__lte=now)),
        )
    )
    return ReturnCounts(**counts)
