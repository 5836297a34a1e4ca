"""Queries on orders that are used in several places, or for each order."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from core.prepared import Prepared
from orders.models import Adjustment, Order, OrderLine, OrderMove
from orders.statuses import OVER

MAX_NUMBERS = 5  # listed in a sentence


@Prepared
def lines_of(order_id: int) -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(order=order_id)


@Prepared
def adjustments_of(order_id: int) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(order=order_id)


@Prepared
def history_of(order_id: int) -> QuerySet[OrderMove]:
    return OrderMove.objects.filter(order=order_id)


def numbers_of(orders: QuerySet[Order]) -> str:
    """The numbers of the orders for a sentence, the oldest first; empty if there are none."""
    found = list(orders.order_by("pk").values_list("number", flat=True)[: MAX_NUMBERS + 1])
    return ", ".join(found[:MAX_NUMBERS]) + (" …" if len(found) > MAX_NUMBERS else "")


def ended_since(moment: datetime, orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders that ended at `moment` or later, and were not revived."""
    ends = OrderMove.objects.filter(
        order=OuterRef("pk"), target=OuterRef("status"), target__in=OVER, at__gte=moment
    )
    return orders.filter(Exists(ends), status__in=OVER)
