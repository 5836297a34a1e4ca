"""Rows for the prepared SELECTs of one order and what belongs to it, and the arguments that find them."""

from orders.statuses import Status
from tests.factories import DeliveryFactory, OrderFactory, StoreFactory, UserFactory, add_line
from tests.shipping.return_world import arrived, requested
from tests.shipping.world import ships


def paid_order():
    return add_line(OrderFactory(status=Status.PAID), "Rice", 1000).order


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
    "orders.queries.first_orders_of": lambda: [paid_order().customer_id],
    "orders.queries.order_of_buyer": lambda: buyer_and_number(paid_order()),
    "orders.queries.order_of_party": lambda: seller_and_number(paid_order()),
    "orders.queries.sold_order": lambda: seller_and_number(paid_order()),
    "shipping.returns.queries.return_of_party": lambda: seller_and_number(returned()),
}
