"""What tests/site_map.py has of ticketing: tickets of Ann, of a guest, and one that is offered."""

from dataclasses import dataclass

from django.utils import timezone

from tests.ticketing.factories import guests_ticket, sell_tickets, standing_date
from ticketing.handing_over import offer
from ticketing.models import EventDate, Handover, Ticket


@dataclass
class HeldTicketsWorld:
    date: EventDate
    ticket: Ticket
    guests: Ticket
    handover: Handover

    @property
    def codes(self):
        return [self.ticket.code, self.guests.code]

    @property
    def keys(self):
        return [self.guests.order.guest_key, self.handover.key]


def make_held_tickets(store, ann):
    date = standing_date(store, asks_names=True, give_back_until=1)
    ticket, offered = sell_tickets(date, ann, 2)
    guests = guests_ticket(date, ann, key="a-guests-key-of-tickets")
    handover = offer(offered, "friend@example.com", by=ann, now=timezone.now())
    return HeldTicketsWorld(date, ticket, guests, handover)
