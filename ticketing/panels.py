"""What ticketing adds to pages of orders; config/panels.py places it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from core.actors import Actor
from core.panels import Panel
from core.prepared import Prepared
from core.versions import version_of
from orders.fulfilment import Fulfilment
from orders.models import Order
from ticketing.access import holds_it, runs_it
from ticketing.models import Event, Ticket
from ticketing.statuses import ADMITS
from ticketing.tickets.notifications import pdf_url, tickets_url
from ticketing.tickets.shown import ShownTicket, shown, tickets_to_show


@dataclass(frozen=True, slots=True)
class BuyerTickets:
    tickets: list[ShownTicket]
    pdf_url: str
    tickets_url: str


def buyer_tickets(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """The tickets of the order whose page it is that its buyer still has."""
    [order] = orders
    if order.fulfilment != Fulfilment.TICKET:
        return {}
    found = [
        ticket
        for ticket in tickets_of_page.all(order.pk)
        if not (ticket.holder_id or ticket.holder_key) or holds_it(ticket, reader)
    ]
    if not found:
        return {}
    version = version_of([(ticket.pk, ticket.status) for ticket in found])
    admits = any(ticket.status in ADMITS for ticket in found)
    data = BuyerTickets(
        shown(found, order.guest_key or ""), pdf_url(order) if admits else "", tickets_url(order)
    )
    return {order.pk: Panel("ticketing/customer/_order_tickets.html", data, version)}


@Prepared
def tickets_of_page(order_id: int) -> QuerySet[Ticket]:
    return tickets_to_show(Ticket.objects.filter(order=order_id)).order_by("pk")


@dataclass(frozen=True, slots=True)
class SoldTickets:
    """`event` has links to its pages for who runs it."""

    tickets: list[Ticket]
    event: Event
    runs_it: bool


def sold_tickets(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """All tickets of the order, for its store."""
    [order] = orders
    if order.fulfilment != Fulfilment.TICKET:
        return {}
    related = ("event__store", "date", "place__seat", "place__category", "type")
    found = list(Ticket.objects.filter(order=order).select_related(*related).order_by("pk"))
    if not found:
        return {}
    version = version_of([(ticket.pk, ticket.status) for ticket in found])
    event = found[0].event
    data = SoldTickets(found, event, runs_it(event, reader))
    return {order.pk: Panel("ticketing/owner/_order_tickets.html", data, version)}
