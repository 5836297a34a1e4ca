"""What ticketing does on events of orders and accounts; config/reactions/ connects it.

Orders of anything but tickets cost no query.
"""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.events import AccountDeleted, SignedIn
from accounts.services import DeletionRefused
from core.lifecycle import lock
from orders.events import OrderEvent, OrderHeld, OrdersErased, PiecesReturned
from orders.fulfilment import Fulfilment
from orders.holds import HoldRefused
from orders.models import Order
from orders.services import OutOfStock
from ticketing.holds.services import extend, release, sell
from ticketing.models import Handover, Hold, HoldKind, Ticket, TicketMove
from ticketing.refusals import PlacesRefused
from ticketing.statuses import ADMITS, EventStatus, VoidReason
from ticketing.tickets import services as tickets
from ticketing.tickets.shown import to_come

MAX_TITLES = 5  # listed in a sentence


def issue_tickets(event: OrderEvent) -> None:
    """Sell the order's places and issue its tickets; also of a revived order.

    Raises OutOfStock if its places went to others, or are not played any more: the payment is refunded then.
    """
    order, now = event.order, event.record.at
    if not has_tickets(order):
        return
    if event.record.verb == "revive":
        waiting = tickets.reserve_again(order, now=now)
    else:
        waiting = tickets.pending(order)
    if not waiting:
        return
    refuse_cancelled(waiting)
    try:
        sell(order.hold_of_places, {ticket.place_id: ticket.line_id for ticket in waiting})
    except PlacesRefused as refusal:
        raise OutOfStock(str(refusal)) from refusal
    tickets.issue(waiting, now=now)


def void_unpaid(event: OrderEvent) -> None:
    """The places are not changed: their hold lapsed, and late money revives it unless others took them."""
    if has_tickets(event.order):
        waiting = tickets.pending(event.order)
        tickets.void(waiting, VoidReason.UNPAID, now=event.record.at, frees=False)


def void_cancelled(event: OrderEvent) -> None:
    """Its places are free at once."""
    order = event.order
    if not has_tickets(order):
        return
    live = tickets.tickets_of(order).filter(status__in=["pending", *ADMITS])
    tickets.void(list(live), VoidReason.CANCELLED, now=event.record.at)
    if hold := Hold.objects.filter(order=order, ended_at=None).first():
        release(hold)


def follow_pay_by(event: OrderHeld) -> None:
    """Its places are held as long as it may be paid. Raises HoldRefused if they are lost, or not played."""
    order = event.order
    if has_tickets(order) and (waiting := tickets.pending(order)):
        if any(is_cancelled(ticket) for ticket in waiting):
            raise HoldRefused(_("This date is cancelled."))
        try:
            extend(order.hold_of_places, event.until, pieces=len(waiting))
        except PlacesRefused as refusal:
            raise HoldRefused(str(refusal)) from refusal


def void_refunded_tickets(event: Any) -> None:
    """Of a refund, whose event has the order, and of returned pieces: an amount may be refunded as well."""
    order = event.order
    if has_tickets(order):
        lock(order)
        now = event.at if isinstance(event, PiecesReturned) else event.record.at
        tickets.void_refunded(order, now=now)


def adopt_visitor_holds(event: SignedIn) -> None:
    """What a visitor holds is theirs when they sign in to pay for it."""
    if event.visitor_key:
        live = Hold.objects.filter(user=None, visitor_key=event.visitor_key, ended_at=None)
        live.exclude(kind=HoldKind.ORDER).update(user=event.row)


def erase_holders(event: OrdersErased) -> None:
    """Names, addresses and answers; that a place was sold stays."""
    found = Ticket.objects.filter(order__in=event.orders)
    TicketMove.objects.filter(ticket__in=found).exclude(note="").update(note="")
    Handover.objects.filter(ticket__in=found).update(email="")
    found.update(holder_name="", holder_email="", answers={})


def erase_holder(event: AccountDeleted) -> None:
    """What tickets say of who got them from others, or is offered one; tickets that were bought stay."""
    user = event.row
    held = Ticket.objects.filter(holder=user)
    offers = Handover.objects.filter(email=user.email)
    about = Q(ticket__in=held) | Q(ticket__handovers__in=offers)
    steps = list(TicketMove.objects.filter(about).exclude(note="").values_list("pk", flat=True))
    TicketMove.objects.filter(pk__in=steps).update(note="")
    offers.update(email="")
    held.update(holder_name="", holder_email="")


def refuse_while_tickets_are_to_come(event: AccountDeleted) -> None:
    """After `refuse_while_orders_are_open`, which locks the user: no ticket is accepted meanwhile."""
    held = to_come(Ticket.objects.held_by(event.row), event.at)
    if titles := list(dict.fromkeys(held.values_list("event__title", flat=True))):
        named = ", ".join(titles[:MAX_TITLES]) + (" …" if len(titles) > MAX_TITLES else "")
        raise DeletionRefused(
            _(
                "You have tickets for dates to come: %(events)s. Hand them over or give them back, or delete"
                " your account once the dates are over."
            )
            % {"events": named},
            page="ticketing:tickets",
            label=_("See your tickets"),
        )


def has_tickets(order: Order) -> bool:
    return order.fulfilment == Fulfilment.TICKET


def refuse_cancelled(waiting: list[Ticket]) -> None:
    for ticket in waiting:
        if is_cancelled(ticket):
            raise OutOfStock(str(ticket.event))


def is_cancelled(ticket: Ticket) -> bool:
    return ticket.event.status == EventStatus.CANCELLED or ticket.date.cancelled_at is not None
