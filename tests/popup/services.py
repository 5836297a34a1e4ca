"""Verbs of raffles."""

import uuid

from django.db import transaction

from core.events import Event, publish
from orders.baskets import OrderRefused
from orders.carts import CartOwner
from orders.models import Order
from tests.popup.models import Raffle, Sale, Ticket


class RaffleDrawn(Event):
    """`row` is the raffle."""


@transaction.atomic
def hold(raffle: Raffle, buyer: CartOwner, pieces: int) -> uuid.UUID:
    """Hold free tickets for the buyer; returns the key of the hold. Raises OrderRefused."""
    key = uuid.uuid4()
    free = raffle.tickets.free().select_for_update(skip_locked=True)
    chosen = [ticket.pk for ticket in free[:pieces]]
    if len(chosen) < pieces:
        raise OrderRefused(f"Only {len(chosen)} tickets are left.")
    Ticket.objects.filter(pk__in=chosen).update(held_by=buyer.bind(key))
    return key


def release(order: Order) -> None:
    """Free the tickets of an order. Call it with the order locked."""
    order.raffle_tickets.update(order=None, held_by=None)


def take_again(order: Order) -> bool:
    """Take the numbers that a revived order had; False if one is gone. Call it with the order locked."""
    sale = Sale.objects.get(order=order)
    free = Ticket.objects.free().filter(raffle=sale.raffle_id, number__in=sale.numbers)
    return free.update(order=order) == len(sale.numbers)


@transaction.atomic
def draw(raffle: Raffle, now) -> None:
    """Draw the raffle, once."""
    if Raffle.objects.filter(pk=raffle.pk, drawn_at=None).update(drawn_at=now):
        raffle.drawn_at = now
        publish(RaffleDrawn(raffle))
