"""Rows for the prepared SELECTs of one order and what belongs to it, and the arguments that find them."""

from uuid import uuid4

from django.utils import timezone

from orders.statuses import Status
from tests.factories import DeliveryFactory, OrderFactory, StoreFactory, UserFactory, add_line
from tests.shipping.return_world import arrived, requested
from tests.shipping.world import ships


def paid_order():
    return add_line(OrderFactory(status=Status.PAID), "Rice", 1000).order


def unpaid_order(**fields):
    return OrderFactory(status=Status.PENDING, **fields)


def guest_order():
    key = {"guest_key": "guest", "visitor_key": uuid4()}
    return unpaid_order(customer=None, network="203.0.113.7", **key)


def returned():
    return requested(arrived(UserFactory(), ships(StoreFactory())))


def seller_and_number(row):
    """Of an order, or of what belongs to one."""
    order = getattr(row, "order", row)
    return [order.store.owner_id, getattr(row, "number", order.number)]


def buyer_and_number(order):
    return [order.customer_id, order.number]


ORDER_SAMPLES = {
    "core.lifecycle.engine.locked.Delivery": lambda: [DeliveryFactory().pk],
    "core.lifecycle.engine.locked.Return": lambda: [returned().pk],
    "delivery.queries.sold_delivery": lambda: seller_and_number(DeliveryFactory()),
    "orders.holds.unpaid_of_account": lambda: [unpaid_order().customer_id, timezone.now()],
    "orders.holds.unpaid_of_guests": lambda: [
        guest_order().visitor_key,
        "203.0.113.7",
        timezone.now(),
    ],
    "orders.queries.first_orders_of": lambda: [paid_order().customer_id],
    "orders.queries.order_of_buyer": lambda: buyer_and_number(paid_order()),
    "orders.queries.order_of_party": lambda: seller_and_number(paid_order()),
    "orders.queries.sold_order": lambda: seller_and_number(paid_order()),
    "shipping.returns.queries.return_of_party": lambda: seller_and_number(returned()),
}
