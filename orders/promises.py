"""Whether a store's promised time is still open or late, computed from the time: no job has to run."""

import math
from collections.abc import Iterable
from datetime import datetime

from orders.models import Order
from orders.statuses import ACCEPTED, READY


def is_promised(order: Order) -> bool:
    """Whether a promised time is still open: a pickup's until it is ready."""
    waits = order.status == ACCEPTED or (order.status == READY and order.is_delivery)
    return waits and order.ready_by is not None


def is_late(order: Order, now: datetime) -> bool:
    return is_promised(order) and order.ready_by is not None and order.ready_by < now


def seconds_until_late(orders: Iterable[Order], now: datetime) -> int | None:
    """In how many seconds the next of the orders is late, so that a page can refresh then."""
    left = [
        order.ready_by - now
        for order in orders
        if is_promised(order) and order.ready_by and order.ready_by >= now
    ]
    return math.floor(min(left).total_seconds()) + 1 if left else None
