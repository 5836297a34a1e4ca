"""Held tickets as a basket."""

import uuid

from django.urls import reverse

from orders.baskets import Basket, BasketLine
from orders.carts import CartOwner
from tests.popup.models import Sale, Ticket


class HeldTickets(Basket):
    gone = "You ordered these tickets already."
    fulfilments = ("raffle",)

    def __init__(self, held_by: uuid.UUID) -> None:
        self.held_by = held_by
        self.tickets = []

    def load(self):
        return self._use(Ticket.objects.all())

    def lock(self, token):
        return self._use(Ticket.objects.select_for_update(of=("self",)))

    def _use(self, tickets):
        held = tickets.filter(held_by=self.held_by, order=None)
        self.tickets = list(held.select_related("raffle__store"))
        if self.tickets:
            self.raffle = self.tickets[0].raffle
            self.store = self.raffle.store
        return bool(self.tickets)

    @property
    def back_url(self):
        return reverse("popup:raffle", args=[self.raffle.slug])

    def lines(self):
        pieces = len(self.tickets)
        return [BasketLine(name=self.raffle.title, unit_price=self.raffle.price, quantity=pieces)]

    def on_placed(self, order):
        numbers = [ticket.number for ticket in self.tickets]
        Sale.objects.create(order=order, raffle=self.raffle, numbers=numbers)
        Ticket.objects.filter(held_by=self.held_by).update(order=order)


def find(owner: CartOwner, key: str) -> HeldTickets | None:
    try:
        held_by = owner.bind(uuid.UUID(key))
    except ValueError:
        return None
    return HeldTickets(held_by) if Ticket.objects.filter(held_by=held_by).exists() else None
