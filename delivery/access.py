"""Who an actor is to a delivery. Rows are loaded through DeliveryQuerySet."""

from typing import TYPE_CHECKING

from core.actors import Actor, user_of
from orders.access import is_store_staff

if TYPE_CHECKING:
    from delivery.models import Delivery


def is_rider(delivery: object, actor: Actor) -> bool:
    user = user_of(actor)
    return user is not None and user.is_rider


def carries_it(delivery: "Delivery", actor: Actor) -> bool:
    user = user_of(actor)
    return user is not None and delivery.rider_id == user.pk


def sells_it(delivery: "Delivery", actor: Actor) -> bool:
    """A member of the store, or an admin."""
    return is_store_staff(delivery.order, actor)


def carries_or_sells(delivery: "Delivery", actor: Actor) -> bool:
    """The store may continue in the rider's place, whose phone may fail on the way."""
    return carries_it(delivery, actor) or sells_it(delivery, actor)
