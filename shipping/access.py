"""Who an actor is to a parcel. Rows are loaded through ParcelQuerySet."""

from typing import TYPE_CHECKING

from core.actors import Actor
from core.lifecycle.conditions import is_system
from orders.access import is_party, is_store_staff

if TYPE_CHECKING:
    from shipping.models import Parcel


def sells_it(parcel: "Parcel", actor: Actor) -> bool:
    """A member of the store who works on its board, or an admin."""
    return is_store_staff(parcel.order, actor)


def sells_or_system(parcel: "Parcel", actor: Actor) -> bool:
    """The system acts where a move of the order decides over its parcels."""
    return is_system(parcel, actor) or sells_it(parcel, actor)


def gets_or_sells(parcel: "Parcel", actor: Actor) -> bool:
    """The buyer, a guest with the order's key too; the store; or the system, once enough time has passed."""
    return is_party(parcel.order, actor) or sells_or_system(parcel, actor)
