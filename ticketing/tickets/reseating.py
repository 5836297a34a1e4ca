"""Moving a holder to another place of the same date, at the price they paid."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.actors import SYSTEM, Actor
from core.events import publish
from core.lifecycle import lock, move_locked
from ticketing.database_clock import ClockTime
from ticketing.events import PlacesChanged, PlacesFreed
from ticketing.holds.statements import SELL
from ticketing.models import Place, PlaceState, Ticket
from ticketing.models.places import untaken_at
from ticketing.statuses import VALID, VoidReason
from ticketing.tickets.events import HolderMoved
from ticketing.tickets.services import replace_ticket


class MoveToPlaceRefused(Exception):
    """The holder cannot be moved there; the text can be shown to the user as it is."""


@transaction.atomic
def move_to_place(ticket: Ticket, place_id: int, *, by: Actor, now: datetime) -> Ticket:
    """Void the ticket, and issue one of that place, which may be blocked; its holder is notified.

    Its former place can be bought again. Raises MoveToPlaceRefused if the ticket is not valid, or the
    place is held, sold, or of another date.
    """
    order = ticket.order
    lock(order)
    lock(ticket)
    if ticket.status != VALID:
        raise MoveToPlaceRefused(_("Only a valid ticket that was not used can be moved."))
    new = _lock_both(ticket, place_id)
    move_locked(ticket, "void", by=SYSTEM, now=now, reason=VoidReason.MOVED)
    Place.objects.filter(pk=ticket.place_id).update(state=PlaceState.FREE, line=None, type=None)
    _sell(ticket, new)
    moved = _issue_again(ticket, new, by, now)
    publish(PlacesChanged(ticket.date, [ticket.place_id, new.pk]))
    publish(PlacesFreed(ticket.date, [ticket.place_id]))
    publish(HolderMoved(moved, now))
    return moved


def _lock_both(ticket: Ticket, place_id: int) -> Place:
    """The new place, if it can be had; both are locked in one order, as by all others."""
    both = Place.objects.filter(date=ticket.date, pk__in=[ticket.place_id, place_id])
    list(both.order_by("pk").select_for_update(of=("self",), no_key=True))
    new = (
        both.filter(untaken_at(ClockTime()), pk=place_id).select_related("seat", "category").first()
    )
    if new is None:
        raise MoveToPlaceRefused(_("This place is held or sold. Choose another."))
    return new


def _sell(ticket: Ticket, new: Place) -> None:
    """By the hold of its order: a trigger lets nothing else be sold to it."""
    hold = ticket.order.hold_of_places
    until = ClockTime() + timedelta(minutes=1)
    Place.objects.filter(pk=new.pk).update(
        state=PlaceState.HELD, hold=hold, until=until, type=ticket.type_id
    )
    with connection.cursor() as cursor:
        cursor.execute(SELL, [[new.pk], [ticket.line_id], hold.pk])


def _issue_again(old: Ticket, new: Place, by: Actor, now: datetime) -> Ticket:
    # The link of its reader leads to the new one.
    Ticket.objects.filter(pk=old.pk).update(holder_key=None)
    ticket = replace_ticket(old, by=by, now=now, place=new)
    move_locked(ticket, "issue", by=SYSTEM, now=now)
    return ticket
