"""The rows that factories write are those that legal moves leave."""

import pytest
from django.utils import timezone

from delivery.models import Delivery, DeliveryMove
from orders.lifecycle import TIME_TO_PAY
from orders.models import Order
from orders.statuses import Status
from tests.factories import RIDES, DeliveryFactory, OrderFactory

OWN = {"id", "number", "checkout_token", "order_id", "delivery_id"}
TIMES = {"at", "ready_by", "searching_since", "assigned_at", "picked_up_at", "ended_at"}
WALKED = [
    (status, fulfilment)
    for status in Status
    for fulfilment in ("delivery", "pickup", "shipping")
    if (status, fulfilment) != (Status.DISPATCHED, "pickup")
]


def rows_of(order):
    """Of the order, its delivery and their histories; of times, whether they are there."""
    orders = Order.objects.filter(pk=order.pk)
    deliveries = Delivery.objects.filter(order=order)
    steps = DeliveryMove.objects.filter(delivery__order=order)
    tables = (orders, order.history.all(), deliveries, steps)
    return [[comparable(row) for row in table.values()] for table in tables]


def comparable(row):
    return {
        name: value is not None if name in TIMES else value
        for name, value in row.items()
        if name not in OWN
    }


@pytest.fixture
def usual(ann, store):
    now = timezone.now()
    return {"customer": ann, "store": store, "placed_at": now, "pay_by": now + TIME_TO_PAY}


@pytest.mark.parametrize(("status", "fulfilment"), WALKED)
def test_an_order_is_as_its_moves_make_it(usual, rider, status, fulfilment):
    usual |= {"status": status, "fulfilment": fulfilment, "rider": rider}

    order, moved = OrderFactory(**usual), OrderFactory(**usual, by_moves=True)

    assert order.status == status
    assert rows_of(order) == rows_of(moved)


@pytest.mark.parametrize("status", RIDES)
def test_a_delivery_is_as_its_moves_make_it(usual, rider, status):
    usual |= {"status": status, "rider": rider}

    delivery, moved = DeliveryFactory(**usual), DeliveryFactory(**usual, by_moves=True)

    assert delivery.status == status
    assert rows_of(delivery.order) == rows_of(moved.order)
