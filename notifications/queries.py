"""Queries across tables."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from core.prepared import Prepared
from notifications.models import Notice
from orders.models import CartLine


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers in the header: pieces in the user's carts, unread notices."""

    cart: int
    unread: int


def counts_of(user: User) -> Counts:
    row = numbers_of_header.find(user.pk)
    return Counts(*row) if row else Counts(0, 0)


@Prepared
def numbers_of_header(user_id: int) -> "QuerySet[User, Any]":
    """Both in one query."""
    lines = CartLine.objects.filter(cart__customer=OuterRef("pk")).order_by()
    pieces = lines.values("cart__customer").annotate(all=Sum("quantity")).values("all")
    notices = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by()
    unread = notices.values("user").annotate(all=Count("pk")).values("all")
    users = User.objects.filter(pk=user_id)
    return users.values_list(Coalesce(Subquery(pieces), 0), Coalesce(Subquery(unread), 0))


def count_unread(user: User) -> int:
    return Notice.objects.filter(user=user, read_at=None).count()
