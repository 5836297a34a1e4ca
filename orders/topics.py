"""The live topics of pages about orders."""

from collections.abc import Iterable

from accounts.models import User
from orders.models import Order
from stores.models import Store
from stores.topics import sales_topic

MAX_OWNERS = 50  # whose stores one board follows live; it reloads every minute anyway


def board_topics(user: User, stores: Iterable[Store]) -> list[str]:
    """The topics of the board of a member of these stores, and of what they will own."""
    others = {store.owner_id for store in stores if store.owner_id} - {user.pk}
    return [sales_topic(owner) for owner in [user.pk, *sorted(others)[:MAX_OWNERS]]]


def topics_of(order: Order) -> list[str]:
    """The topics of the order's own page and of the boards of its store."""
    owner = order.store.owner_id
    return [f"order.{order.number}", *([sales_topic(owner)] if owner else [])]
