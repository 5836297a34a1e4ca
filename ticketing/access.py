"""Who runs an event: members of its store with that right, and administrators."""

from typing import TYPE_CHECKING

from core.actors import Actor, user_of
from stores.access import Right, may

if TYPE_CHECKING:
    from ticketing.models import Event

EDIT_EVENTS = "ticketing.change_event"


def runs_it(event: "Event", actor: Actor) -> bool:
    user = user_of(actor)
    if user is None:
        return False
    if user.is_staff and user.has_perm(EDIT_EVENTS):
        return True
    return may(user, event.store, Right.RUN_EVENTS)
