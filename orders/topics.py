"""What pages about orders listen to."""

from orders.models import Order


def sales_topic(owner_id: int) -> str:
    """What happens to the orders of all stores of one owner: one topic, however many stores there are."""
    return f"sales.{owner_id}"


def topics_of(order: Order) -> list[str]:
    """The order's own page, and its owner's boards."""
    owner = order.store.owner_id
    return [f"order.{order.number}", *([sales_topic(owner)] if owner else [])]
