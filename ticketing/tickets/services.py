"""Verbs on tickets. Call them with their order locked, which everything that changes tickets locks first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.actors import SYSTEM, Actor
from core.lifecycle import move_locked, start
from core.prepared import Prepared
from orders.models import Order, OrderLine
from ticketing.access import is_its_buyers
from ticketing.events import TicketReserved
from ticketing.holds.services import free_sold
from ticketing.models import Place, Ticket
from ticketing.statuses import ADMITS, PENDING, USED, VOID, VoidReason

# Fields that a ticket in place of another has of its own.
OWN = (
    *("id", "code", "secret", "status", "replaces"),
    *("created_at", "issued_at", "voided_at", "void_reason"),
)


def reserve_tickets(
    order: Order, lines: Mapping[int, OrderLine], places: Iterable[Place], *, now: datetime
) -> list[Ticket]:
    """A pending ticket of each held place; `lines` are those of the order by primary key of their type."""
    tickets = Ticket.objects.bulk_create(
        Ticket(
            event_id=place.date.event_id,
            date=place.date,
            place=place,
            type_id=place.type_id,
            line=lines[place.type_id],
            order=order,
            price=lines[place.type_id].unit_price,
            created_at=now,
        )
        for place in places
        if place.type_id is not None
    )
    for ticket in tickets:
        start(ticket, by=SYSTEM, event=TicketReserved, now=now)
    return tickets


def issue(tickets: Iterable[Ticket], *, now: datetime) -> None:
    """Pending tickets whose places are sold become valid."""
    for ticket in tickets:
        move_locked(ticket, "issue", by=SYSTEM, now=now)


def void(
    tickets: Sequence[Ticket], reason: VoidReason, *, now: datetime, frees: bool = True
) -> None:
    """Void the tickets; with `frees`, sold places of theirs can be bought again."""
    for ticket in tickets:
        move_locked(ticket, "void", by=SYSTEM, now=now, reason=reason)
    if frees:
        dates = {ticket.date for ticket in tickets}
        for date in sorted(dates, key=lambda date: date.pk):
            free_sold(date, [each.place_id for each in tickets if each.date_id == date.pk])


def reserve_again(order: Order, *, now: datetime) -> list[Ticket]:
    """Pending tickets in place of those that were void because the order had not been paid in time."""
    unpaid = tickets_of(order).filter(
        status=VOID, void_reason=VoidReason.UNPAID, replaced_by__isnull=True
    )
    return [replace_ticket(old, by=SYSTEM, now=now) for old in unpaid]


def replace_ticket(old: Ticket, *, by: Actor, now: datetime, **changes: Any) -> Ticket:
    """A pending ticket in place of a void one, with its values but for `changes`; code and secret are new."""
    fields = [each for each in Ticket._meta.concrete_fields if each.name not in (*OWN, *changes)]
    copied = {each.attname: getattr(old, each.attname) for each in fields}
    ticket = Ticket(**copied, **changes, replaces=old, created_at=now)
    ticket.event, ticket.date, ticket.order = old.event, old.date, old.order  # without a query each
    ticket.save()
    start(ticket, by=by, event=TicketReserved, now=now)
    return ticket


def void_refunded(order: Order, *, now: datetime) -> None:
    """Void as many tickets of each line as were refunded; of a line that was refunded in full, all.

    Those that were not used come first, and of them those that nobody else got from the buyer, to whom the
    money goes; then the last ones.
    """
    for line in order.lines.order_by("pk"):
        is_all_back = line.paid > 0 and line.refundable <= 0
        stays = 0 if is_all_back else line.unrefunded
        rows = tickets_of(order).select_related("order").filter(line=line, status__in=ADMITS)
        admitting = list(rows.order_by("-pk"))
        admitting.sort(key=lambda ticket: (ticket.status == USED, not is_its_buyers(ticket)))
        if surplus := admitting[: max(len(admitting) - stays, 0)]:
            void(surplus, VoidReason.REFUNDED, now=now)


def pending(order: Order) -> list[Ticket]:
    return pending_tickets.all(order.pk)


@Prepared
def pending_tickets(order_id: int) -> QuerySet[Ticket]:
    return tickets_of(order_id).filter(status=PENDING)


def tickets_of(order: Order | int) -> QuerySet[Ticket]:
    """Of the order, or of that with this primary key."""
    return Ticket.objects.filter(order=order).select_related("event__store", "date").order_by("pk")
