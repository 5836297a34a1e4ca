"""What is sold seat by seat or by type: events, plans, prices, places, tickets."""

from ticketing.models.events import Artist, Event, EventDate, EventMove, Venue
from ticketing.models.places import Hold, HoldKind, Place, PlaceState
from ticketing.models.plans import Plan, PlanVersion, Seat, SeatKind
from ticketing.models.prices import Category, TicketType
from ticketing.models.tickets import Ticket, TicketMove

__all__ = [
    "Artist",
    "Category",
    "Event",
    "EventDate",
    "EventMove",
    "Hold",
    "HoldKind",
    "Place",
    "PlaceState",
    "Plan",
    "PlanVersion",
    "Seat",
    "SeatKind",
    "Ticket",
    "TicketMove",
    "TicketType",
    "Venue",
]
