"""Events of moving holders; their `row` is the new Ticket."""

from dataclasses import dataclass
from datetime import datetime

from core.events import Event
from orders.models import Order
from ticketing.models import Ticket


@dataclass(frozen=True)
class HolderMoved(Event):
    """A ticket of another place replaces one that is void now."""

    at: datetime

    @property
    def ticket(self) -> Ticket:
        ticket: Ticket = self.row
        return ticket

    @property
    def order(self) -> Order:
        return self.ticket.order
