"""Predicates of an actor's role for an order. Rows are loaded by OrderQuerySet.bought_by and sold_by."""

from typing import TYPE_CHECKING

from core.actors import Actor, Guest, user_of
from core.lifecycle.conditions import is_system
from orders.fulfilment import STORE
from stores.access import Right, may

if TYPE_CHECKING:
    from orders.models import Order


def is_admin(order: object, actor: Actor) -> bool:
    user = user_of(actor)
    return user is not None and user.is_staff and user.has_perm("orders.change_order")


def is_party(order: "Order", actor: Actor) -> bool:
    """The buyer, signed in or as a guest with the order's key; or an admin."""
    if isinstance(actor, Guest):
        return bool(order.guest_key) and order.guest_key == actor.key
    user = user_of(actor)
    return user is not None and (order.customer_id == user.pk or is_admin(order, user))


def is_store_staff(order: "Order", actor: Actor) -> bool:
    """A member who works on the board of its store; or an admin."""
    user = user_of(actor)
    return user is not None and (may(user, order.store, Right.WORK_BOARD) or is_admin(order, user))


def carries_it(order: "Order", actor: Actor) -> bool:
    """The rider assigned to it, or the system acting in their place."""
    user = user_of(actor)
    return is_system(order, actor) or (user is not None and order.carrier_id == user.pk)


def dispatches_it(order: "Order", actor: Actor) -> bool:
    """Who says that it has left: the store for what it sends, else who carries it.

    The system does so where a refund leaves nothing more to send.
    """
    if order.kind.carried_by == STORE:
        return is_system(order, actor) or is_store_staff(order, actor)
    return carries_it(order, actor)


def hands_it_over(order: "Order", actor: Actor) -> bool:
    """Who completes it: its rider at the door, the store at the counter, the payment where that is all.

    A delivery that nobody here carries left before there were riders: its store says when it arrived.
    What the store sent is completed by the store, or by the system once the carrier says so.
    """
    if order.kind.completes_when_paid:
        return is_system(order, actor)
    if order.is_delivery and order.carrier_id is not None:
        return carries_it(order, actor)
    is_sent = order.kind.carried_by == STORE
    return is_store_staff(order, actor) or (is_sent and is_system(order, actor))
