"""The live topics of pages about orders."""

from orders.models import Order


def sales_topic(owner_id: int) -> str:
    """Changes of the orders of all stores of an owner: one topic for all of them."""
    return f"sales.{owner_id}"


def topics_of(order: Order) -> list[str]:
    """The topics of the order's own page and of its owner's boards."""
    owner = order.store.owner_id
    return [f"order.{order.number}", *([sales_topic(owner)] if owner else [])]
