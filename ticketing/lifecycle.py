"""The lifecycles of an event and of a ticket: a table of legal moves each.

What depends on the clock or on the places left is no status: see ticketing.phases.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.lifecycle import Attempt, Move, Text
from core.lifecycle.conditions import is_system, needs_reason
from ticketing.access import holds_it, runs_it
from ticketing.events import (
    EventAnnounced,
    EventCancelled,
    EventChanged,
    EventPublished,
    EventWithdrawn,
    TicketCheckedIn,
    TicketCheckedOut,
    TicketIssued,
    TicketOffered,
    TicketOfferWithdrawn,
    TicketRenamed,
    TicketVoided,
)
from ticketing.statuses import PENDING, USED, VALID, VOID, EventStatus

if TYPE_CHECKING:
    from ticketing.models import Event, EventDate, Ticket

DRAFT, ANNOUNCED = EventStatus.DRAFT, EventStatus.ANNOUNCED
PUBLISHED, CANCELLED = EventStatus.PUBLISHED, EventStatus.CANCELLED

MAX_RENAMES = 3  # changes of the name on a ticket


def has_no_date(event: "Event", attempt: Attempt) -> Text | None:
    return None if event.dates.exists() else _("Add a date first.")


def has_nothing_to_sell(event: "Event", attempt: Attempt) -> Text | None:
    if reason := has_no_date(event, attempt):
        return reason
    if not event.categories.filter(types__isnull=False).exists():
        return _("Say first what tickets cost.")
    return None


def has_orders(event: "Event", attempt: Attempt) -> Text | None:
    if event.tickets.exclude(status=VOID).exists():
        return _("Tickets of it were ordered: it can only be cancelled.")
    return None


def changes_nothing(event: "Event", attempt: Attempt) -> Text | None:
    return None if attempt.details.get("fields") else _("There is nothing to change.")


def change_fields(event: "Event", attempt: Attempt) -> list[str]:
    for name, value in attempt.details["fields"].items():
        setattr(event, name, value)
    return [*attempt.details["fields"]]


def mark_issued(ticket: "Ticket", attempt: Attempt) -> list[str]:
    ticket.issued_at = attempt.now
    return ["issued_at"]


def mark_void(ticket: "Ticket", attempt: Attempt) -> list[str]:
    ticket.voided_at, ticket.void_reason = attempt.now, attempt.details["reason"]
    return ["voided_at", "void_reason"]


def is_too_late_to_hand_over(ticket: "Ticket", attempt: Attempt) -> Text | None:
    return too_late_to_hand_over(ticket.date, attempt.now)


def too_late_to_hand_over(date: "EventDate", now: datetime) -> Text | None:
    if date.cancelled_at or date.event.status == CANCELLED:
        return _("This date is cancelled.")
    return None if now < date.begins_at else _("It has begun already.")


def cannot_be_renamed(ticket: "Ticket", attempt: Attempt) -> Text | None:
    """Names are compared at the gate, so none is changed while people come in."""
    date = ticket.date
    if not date.event.asks_names:
        return _("Tickets of this event have no names.")
    if attempt.now >= (date.doors_at or date.begins_at):
        return _("The doors are open: the name can no longer be changed.")
    if ticket.history.filter(verb="rename").count() >= MAX_RENAMES:
        return _("The name was changed %(most)s times, and cannot be changed again.") % {
            "most": MAX_RENAMES
        }
    return None


def rename(ticket: "Ticket", attempt: Attempt) -> list[str]:
    ticket.holder_name = attempt.details["name"]
    return ["holder_name"]


# fmt: off
EVENT_MOVES = {
    #               from                         to          who       event            objection
    "announce": Move((DRAFT,),                 ANNOUNCED, runs_it,   EventAnnounced,  has_no_date,
                     label=pgettext_lazy("event", "Announce")),
    "publish":  Move((DRAFT, ANNOUNCED),       PUBLISHED, runs_it,   EventPublished,  has_nothing_to_sell,
                     label=pgettext_lazy("event", "Publish")),
    "withdraw": Move((ANNOUNCED, PUBLISHED),   DRAFT,     runs_it,   EventWithdrawn,  has_orders,
                     label=pgettext_lazy("event", "Back to draft"), style="outline-secondary"),
    "cancel":   Move((ANNOUNCED, PUBLISHED),   CANCELLED, runs_it,   EventCancelled,  needs_reason,
                     label=pgettext_lazy("event", "Cancel the event"), style="outline-danger"),
    "change":   Move((DRAFT, ANNOUNCED, PUBLISHED), None, runs_it,   EventChanged,    changes_nothing,
                     effect=change_fields),
}

TICKET_MOVES = {
    #               from                  to     who        event
    "issue":     Move((PENDING,),             VALID, is_system, TicketIssued,     effect=mark_issued),
    "check_in":  Move((VALID,),               USED,  is_system, TicketCheckedIn),
    "check_out": Move((USED,),                VALID, is_system, TicketCheckedOut),
    "rename":    Move((VALID,),               None,  holds_it, TicketRenamed, cannot_be_renamed,
                      effect=rename),
    "offer":     Move((VALID,),               None,  holds_it, TicketOffered, is_too_late_to_hand_over),
    "withdraw":  Move((VALID,),               None,  holds_it, TicketOfferWithdrawn),
    "void":      Move((PENDING, VALID, USED), VOID,  is_system, TicketVoided,     effect=mark_void),
}
# fmt: on

# The label in the timeline after each step.
EVENT_LABELS = {
    "start": pgettext_lazy("event", "Created"),
    "announce": pgettext_lazy("event", "Announced"),
    "publish": pgettext_lazy("event", "Published"),
    "withdraw": pgettext_lazy("event", "Taken back to draft"),
    "cancel": pgettext_lazy("event", "Cancelled"),
    "change": pgettext_lazy("event", "Changed"),
}
TICKET_LABELS = {
    "start": pgettext_lazy("ticket", "Ordered"),
    "issue": pgettext_lazy("ticket", "Issued"),
    "check_in": pgettext_lazy("ticket", "Checked in"),
    "check_out": pgettext_lazy("ticket", "Checked out"),
    "rename": pgettext_lazy("ticket", "Name changed"),
    "offer": pgettext_lazy("ticket", "Offered to another person"),
    "withdraw": pgettext_lazy("ticket", "Offer withdrawn"),
    "void": pgettext_lazy("ticket", "Void"),
}
