"""The orders of a month, by which owners are warned, and which never refuses one."""

from datetime import UTC, datetime

import pytest

from core import limits
from orders.owner_limits import orders_of_month
from tests.factories import OrderFactory, StoreFactory


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (datetime(2026, 2, 28, 14, 59, tzinfo=UTC), 0),  # in Seoul still February
        (datetime(2026, 2, 28, 15, 0, tzinfo=UTC), 1),
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), 1),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), 0),
    ],
)
def test_orders_count_in_their_local_month(store, bea, at, counts):
    OrderFactory(store=store, status="paid", placed_at=at)

    assert orders_of_month(bea.pk, datetime(2026, 3, 15, tzinfo=UTC)) == counts


def test_orders_count_that_were_paid_and_came_to_something(store, bea):
    now = datetime(2026, 3, 15, tzinfo=UTC)
    for status in ("pending", "paid", "accepted", "completed", "rejected", "expired"):
        OrderFactory(store=store, status=status, placed_at=now)
    OrderFactory(store=StoreFactory(), status="paid", placed_at=now)

    assert orders_of_month(bea.pk, now) == 3


def test_the_orders_of_a_month_never_refuse_one(store, bea, allow):
    allow(bea, orders=0)

    limits.refuse_beyond("orders", bea.pk)
    with limits.growing(bea.pk):
        OrderFactory(store=store, status="paid")
