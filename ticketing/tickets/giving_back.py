"""Giving a ticket back: its buyer gets what was paid for it, less the event's fee, and its place is free.

The order is locked first, then the ticket, as at the gates: of a scan and this, one is first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import SYSTEM, Actor
from core.events import publish
from core.lifecycle import MoveRefused, lock
from core.money import format_money, round_money
from core.reasons import Reason, register
from orders.events import PiecesReturned
from orders.models import OrderLine
from ticketing.access import holds_it, is_its_buyers
from ticketing.checkin.scanning import was_let_in
from ticketing.models import EventDate, Ticket
from ticketing.statuses import USED, VALID, EventStatus, VoidReason
from ticketing.tickets.services import void

GIVEN_BACK = Reason("ticket_given_back", gettext_lazy("Ticket %(code)s given back"))
GIVEN_BACK_LESS = Reason(
    "ticket_given_back_less", gettext_lazy("Ticket %(code)s given back, less a fee of %(fee)s")
)
register((GIVEN_BACK, GIVEN_BACK_LESS))

TOKENS = UUID("5b0b0b4c-7d0f-4f4e-9b39-3f8f0a0e6c11")  # a ticket is refunded by this way once


class GiveBackRefused(MoveRefused):
    """It cannot be given back; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """In major units of the order's currency: what was paid for the ticket, and what is retained of that."""

    worth: Decimal
    fee: Decimal

    @property
    def amount(self) -> Decimal:
        """What goes back."""
        return self.worth - self.fee


def returnable_until(date: EventDate) -> datetime | None:
    """The moment until which the date's tickets may be given back; None: never.

    Of a postponed date also until the day that its organiser set.
    """
    hours = date.event.give_back_until
    by_rule = None if hours is None else date.begins_at - timedelta(hours=hours)
    return max(filter(None, (by_rule, _until_of_postponed(date))), default=None)


def may_be_given_back(ticket: Ticket, by: Actor, now: datetime) -> bool:
    """Whether its page offers it; `settle` says why not."""
    return not _refusal(ticket, by, now)


def settle(ticket: Ticket, *, by: Actor, now: datetime) -> Settlement:
    """What its buyer would get now. Raises GiveBackRefused."""
    if refusal := _refusal(ticket, by, now):
        raise GiveBackRefused(refusal)
    line = OrderLine.objects.select_related("order").get(pk=ticket.line_id)
    worth = line.value_of_next(1)
    if worth > line.order.paid - line.order.refunded:
        raise GiveBackRefused(_("It was not paid on this site: please ask the organiser."))
    percent = 0 if _is_postponed(ticket.date, now) else ticket.event.give_back_fee_percent
    fee = round_money(ticket.price * percent / 100, line.order.currency)
    return Settlement(worth, min(fee, worth))


@transaction.atomic
def give_back(
    ticket: Ticket, *, by: Actor, now: datetime, seen: Decimal | None = None
) -> Settlement:
    """Void the ticket, free its place and refund it. Raises MoveRefused.

    `seen` is the amount that its buyer agreed to: of another one GiveBackRefused is raised.
    """
    lock(ticket)
    if was_let_in(ticket):  # and went out: it is valid again, to come back with
        raise GiveBackRefused(_("This ticket was used already."))
    settlement = settle(ticket, by=by, now=now)
    if seen is not None and seen != settlement.amount:
        raise GiveBackRefused(_("The amount has changed meanwhile. Please look again."))
    ticket.handovers.open().update(withdrawn_at=now)
    void([ticket], VoidReason.GIVEN_BACK, now=now)
    publish(
        PiecesReturned(
            ticket.order,
            pieces=[(ticket.line, 1)],
            besides=Decimal(0),
            less=settlement.fee,
            reason=_reason(ticket, settlement),
            by=SYSTEM,
            token=uuid5(TOKENS, ticket.code),
            at=now,
        )
    )
    return settlement


def _refusal(ticket: Ticket, by: Actor, now: datetime) -> str:
    date = ticket.date
    if not (is_its_buyers(ticket) and holds_it(ticket, by)):
        return _("Only who bought a ticket can give it back.")
    if ticket.status == USED:
        return _("This ticket was used already.")
    if ticket.void_reason == VoidReason.GIVEN_BACK:
        return _("This ticket is given back already.")
    if ticket.status != VALID:
        return _("This ticket is not valid any more.")
    if date.cancelled_at or date.event.status == EventStatus.CANCELLED:
        return _("This date is cancelled: what was paid goes back by itself.")
    until = returnable_until(date)
    if until is None:
        return _("Tickets of this event cannot be given back.")
    return "" if now <= until else _("The time for giving tickets back is over.")


def _until_of_postponed(date: EventDate) -> datetime | None:
    return date.returnable_until if date.postponed_at else None


def _is_postponed(date: EventDate, now: datetime) -> bool:
    """Who cannot come on the other day gets everything back."""
    until = _until_of_postponed(date)
    return until is not None and now <= until


def _reason(ticket: Ticket, settlement: Settlement) -> str:
    if not settlement.fee:
        return GIVEN_BACK.note_with(code=ticket.code)
    fee = format_money(settlement.fee, ticket.order.currency)
    return GIVEN_BACK_LESS.note_with(code=ticket.code, fee=fee)
