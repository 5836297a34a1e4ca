"""Events of the ticketing app: of what is held and sold, and of the moves in ticketing.lifecycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.events import Event, MoveEvent

if TYPE_CHECKING:
    from orders.models import Order
    from ticketing.models import Event as EventRow
    from ticketing.models import EventDate, Ticket


@dataclass(frozen=True)
class RunEvent(MoveEvent):
    """A move of an event (the concert, not the message)."""

    row: Any

    @property
    def event(self) -> "EventRow":
        event: EventRow = self.row
        return event


class EventAdded(RunEvent):
    """As a draft."""


class EventChanged(RunEvent):
    pass


class EventAnnounced(RunEvent):
    """Readers see it, and nothing of it can be bought yet."""


class EventPublished(RunEvent):
    pass


class EventWithdrawn(RunEvent):
    """It is a draft again."""


class EventCancelled(RunEvent):
    pass


@dataclass(frozen=True)
class PlacesChanged(Event):
    """Places of a date (`row`) were taken, freed, sold, blocked, or are held for longer."""

    places: Sequence[int]  # their primary keys

    @property
    def date(self) -> "EventDate":
        date: EventDate = self.row
        return date


@dataclass(frozen=True)
class PlacesFreed(Event):
    """Places of a date (`row`) can be sold again: released, given back, or of an order that ended."""

    places: Sequence[int]  # their primary keys

    @property
    def date(self) -> "EventDate":
        date: EventDate = self.row
        return date


@dataclass(frozen=True)
class TicketEvent(MoveEvent):
    row: Any

    @property
    def ticket(self) -> "Ticket":
        ticket: Ticket = self.row
        return ticket

    @property
    def order(self) -> "Order":
        order: Order = self.row.order
        return order


class TicketReserved(TicketEvent):
    """An order that waits for its payment has it."""


class TicketIssued(TicketEvent):
    pass


class TicketCheckedIn(TicketEvent):
    pass


class TicketCheckedOut(TicketEvent):
    """Its holder left and may come in again, or checking it in was undone."""


class TicketRenamed(TicketEvent):
    """Its holder changed the name on it."""


class TicketOffered(TicketEvent):
    """Its holder offers it to another person: `ticket.handovers` has the open offer."""


class TicketOfferWithdrawn(TicketEvent):
    pass


class TicketVoided(TicketEvent):
    """`ticket.void_reason` says why."""
