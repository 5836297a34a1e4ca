"""Who runs an event: members of its store with that right, and administrators. And who holds a ticket."""

from typing import TYPE_CHECKING

from core.actors import Actor, Guest, user_of
from stores.access import Right, may

if TYPE_CHECKING:
    from ticketing.models import Event, Ticket

EDIT_EVENTS = "ticketing.change_event"


def runs_it(event: "Event", actor: Actor) -> bool:
    user = user_of(actor)
    if user is None:
        return False
    if user.is_staff and user.has_perm(EDIT_EVENTS):
        return True
    return may(user, event.store, Right.RUN_EVENTS)


def is_its_buyers(ticket: "Ticket") -> bool:
    """Whether it still is, or is again, of whom bought it, and was handed to no other person."""
    return not ticket.holder_key and ticket.holder_id in (None, ticket.order.customer_id)


def holds_it(ticket: "Ticket", actor: Actor) -> bool:
    """Who got it from another person; else who bought it, signed in or by the secret key of the order."""
    if isinstance(actor, Guest):
        own = "" if ticket.holder_id else ticket.order.guest_key
        return bool(actor.key) and actor.key == (ticket.holder_key or own)
    user = user_of(actor)
    if user is None or ticket.holder_key:
        return False
    return user.pk == (ticket.holder_id or ticket.order.customer_id)
