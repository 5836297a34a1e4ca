"""The orders of a month, whose limit is shown and never refuses anything (core.limits)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.allowances import MonthlyCount
from core.days import day_of, midnight
from orders.models import Order
from orders.statuses import COMPLETED, DISPATCHED, MAKING, PAID

COUNTED = (PAID, *MAKING, DISPATCHED, COMPLETED)


def orders_of_month(owner_id: int, now: datetime) -> int:
    """Orders that came to the owner's stores in the local month of `now` and came to something so far."""
    first = day_of(now).replace(day=1)
    next_first = (first + timedelta(days=31)).replace(day=1)
    month = {"placed_at__gte": midnight(first), "placed_at__lt": midnight(next_first)}
    return Order.objects.filter(store__owner=owner_id, status__in=COUNTED, **month).count()


ORDERS = MonthlyCount(code="orders", label=_("Orders this month"), used=orders_of_month)
