"""What is sold seat by seat or by type: events, plans, prices, places, tickets, and who was let in."""

from ticketing.models.changes import ChangeKind, DateChange, LineRefund, RefundOutcome
from ticketing.models.checkin import Direction, Gate, Outcome, Scan, ScanDecision
from ticketing.models.events import Artist, Event, EventDate, EventMove, Venue
from ticketing.models.handovers import Handover
from ticketing.models.news import EventNews
from ticketing.models.places import Hold, HoldKind, Place, PlaceState
from ticketing.models.plans import Plan, PlanVersion, Seat, SeatKind
from ticketing.models.prices import Category, TicketType
from ticketing.models.questions import AnswerKind, Question
from ticketing.models.reminders import Reminder
from ticketing.models.tickets import Ticket, TicketMove
from ticketing.models.views import EventViews
from ticketing.models.waiting import Wish, WishOutcome

__all__ = [
    "AnswerKind",
    "Artist",
    "Category",
    "ChangeKind",
    "DateChange",
    "Direction",
    "Event",
    "EventDate",
    "EventMove",
    "EventNews",
    "EventViews",
    "Gate",
    "Handover",
    "Hold",
    "HoldKind",
    "LineRefund",
    "Outcome",
    "Place",
    "PlaceState",
    "Plan",
    "PlanVersion",
    "Question",
    "RefundOutcome",
    "Reminder",
    "Scan",
    "ScanDecision",
    "Seat",
    "SeatKind",
    "Ticket",
    "TicketMove",
    "TicketType",
    "Venue",
    "Wish",
    "WishOutcome",
]
