"""What tests/site_map.py has of tickets: an event of Bea's store with a ticket of Ann's, a gate and scans."""

from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from tests.ticketing.check_in_world import make_gate, printed, valid_tickets
from tests.ticketing.factories import seated_date
from ticketing.checkin.gates import Door
from ticketing.checkin.merging import merge
from ticketing.checkin.scanning import Seen, scan
from ticketing.models import EventDate, Gate, Ticket

GATE_TOKEN = "token-of-the-north-gate"


@dataclass
class TicketingWorld:
    date: EventDate
    gate: Gate
    ticket: Ticket

    @property
    def numbers(self):
        return [self.date.event.number]

    @property
    def keys(self):
        return [GATE_TOKEN]


def make_ticketing_world(store, ann):
    """One of two tickets was scanned by Bea, and let in again at a gate without a network."""
    date = seated_date(store)
    gate = make_gate(date.event, token=GATE_TOKEN)
    ticket, used = valid_tickets(date, ann, quantity=2)
    now = timezone.now()
    scan(Door(date, user=store.owner), Seen(uuid4(), printed(used)), now, now)
    again = {"uuid": str(uuid4()), "text": printed(used), "date": date.number, "direction": "in"}
    merge(Door(date, gate=gate), [again | {"letIn": True}], now)
    return TicketingWorld(date, gate, ticket)
