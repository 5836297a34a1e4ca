"""Who handles money. `orders.change_order` lets a user of the admin move orders, not money."""

from typing import TYPE_CHECKING

from core.actors import Actor, System, user_of
from stores.access import Right, may

if TYPE_CHECKING:
    from orders.models import Order

MANAGE_MONEY = "payments.manage_money"


def manages_money(row: object, actor: Actor) -> bool:
    """A user of the admin who may note transfers, refund, and retry or settle refunds."""
    user = user_of(actor)
    return user is not None and user.is_staff and user.has_perm(MANAGE_MONEY)


def may_refund(order: "Order", actor: Actor) -> bool:
    """A member of its store with the right, who manages money, or the system, by a rule of the store."""
    if isinstance(actor, System):
        return True
    user = user_of(actor)
    return user is not None and (may(user, order.store, Right.REFUND) or manages_money(order, user))
