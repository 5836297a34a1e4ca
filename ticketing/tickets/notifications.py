"""What each holder of a ticket is notified of, listed in config/notifications.py."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.emails import verified_addresses
from accounts.models import User
from core.links import absolute
from core.notifications import Guest, NotificationKind, Occurrence, Users
from core.prepared import Prepared
from orders.events import OrderPaid
from orders.fulfilment import Fulfilment
from orders.notifications import bill_of, buyer_of, order_facts, to_buyer
from ticketing.events import TicketOffered, TicketVoided
from ticketing.models import Handover, Ticket
from ticketing.notifications import HOLDERS
from ticketing.statuses import VoidReason
from ticketing.tickets.events import HolderMoved
from ticketing.tickets.shown import url_of, when


def tickets_url(order: Any) -> str:
    """Where the buyer finds the tickets of the order."""
    if order.guest_key:
        return reverse("ticketing:guest-tickets", args=[order.guest_key])
    return reverse("ticketing:tickets")


def pdf_url(order: Any) -> str:
    """All tickets of the order, printed."""
    if order.guest_key:
        return reverse("ticketing:guest-tickets-pdf", args=[order.guest_key])
    return reverse("ticketing:tickets-pdf", args=[order.number])


def holder_of(event: Any) -> Users | Guest:
    ticket: Ticket = event.ticket
    if ticket.holder_id:
        return Users(pk=ticket.holder_id)
    if ticket.holder_key:
        handover = Handover.objects.get(key=ticket.holder_key)
        return Guest(handover.email, handover.language)
    return buyer_of(event)


def receiver_of(event: Any) -> Users | Guest:
    """The account with that verified mailbox, if there is one."""
    handover = _offer(event)
    user = User.objects.filter(email=handover.email, is_active=True).first()
    if user and verified_addresses.all(user.pk, handover.email):
        return Users(pk=user.pk)
    return Guest(handover.email, handover.language)


def ticket_facts(event: Any) -> Mapping[str, object]:
    ticket: Ticket = event.ticket
    return {"event": ticket.event, "when": when(ticket.date), "code": ticket.code}


def _order_facts(event: Any) -> Mapping[str, object]:
    ticket = next(iter(issued_tickets.all(event.order.pk)), None)
    return {
        **order_facts(event.order),
        "event": ticket.event if ticket else event.order.store,
        "when": when(ticket.date) if ticket else "",
        "pdf": absolute(pdf_url(event.order)),
    }


@Prepared
def issued_tickets(order_id: int) -> QuerySet[Ticket]:
    tickets = Ticket.objects.filter(order=order_id, issued_at__isnull=False)
    return tickets.select_related("event", "date__event").order_by("pk")


def _offer(event: Any) -> Handover:
    handover: Handover = event.ticket.handovers.open().get()
    return handover


def _link_of_holder(event: Any) -> str:
    ticket: Ticket = event.ticket
    if ticket.holder_id:
        return url_of("ticket", ticket)
    return url_of("ticket", ticket, ticket.holder_key or ticket.order.guest_key or "")


def _once_an_order(event: Any) -> Occurrence:
    """Tickets of an order that are void at the same moment are one message for each holder."""
    at = event.record.at
    return Occurrence(f"tickets-void-{event.ticket.order_id}-{at:%Y%m%d%H%M%S%f}", at)


def _of_move(event: Any) -> Occurrence:
    return Occurrence(f"holder-moved-{event.ticket.pk}", event.at)


def _moved_facts(event: Any) -> Mapping[str, object]:
    return {**ticket_facts(event), "place": event.ticket.place}


def _has_tickets(event: Any) -> bool:
    return bool(event.order.fulfilment == Fulfilment.TICKET)


def _is_lost(event: Any) -> bool:
    """Refunded; or its order was cancelled, of which its buyer has another notice."""
    ticket: Ticket = event.ticket
    if ticket.issued_at is None:
        return False
    is_given = bool(ticket.holder_id or ticket.holder_key)
    reason = ticket.void_reason
    return reason == VoidReason.REFUNDED or (is_given and reason == VoidReason.CANCELLED)


about_ticket = partial(
    NotificationKind,
    audience=HOLDERS,
    icon="ticket-perforated",
    facts=ticket_facts,
    about="%(event)s",
    subject="%(title)s · %(event)s",
    button=_("Open the ticket"),
)

# fmt: off
HELD_TICKET_NOTIFICATIONS = [
    to_buyer(code="tickets", on=OrderPaid, icon="ticket-perforated",
        title=pgettext_lazy("mail", "Your tickets"), about="%(event)s", facts=_order_facts,
        subject="%(title)s · %(event)s · %(number)s",
        text=_("Thank you! Here are your tickets for %(event)s, %(when)s. To print them: %(pdf)s"),
        link=lambda event: tickets_url(event.order), button=_("Open your tickets"),
        applies=_has_tickets, confirms=True, ends_with_link=True, mail_context=bill_of),
    about_ticket(code="ticket-offered", on=TicketOffered, recipients=receiver_of,
        title=_("A ticket for you"),
        text=_("Somebody wants to give you a ticket for %(event)s, %(when)s. Accept it with this link, which "
               "is only for you."),
        link=lambda event: reverse("ticketing:accept-ticket", args=[_offer(event).key]),
        button=_("See the ticket")),
    about_ticket(code="ticket-void", on=TicketVoided, recipients=holder_of,
        title=_("Your ticket is not valid any more"),
        text=_("Your ticket %(code)s for %(event)s, %(when)s, was refunded or cancelled: it lets nobody in "
               "any more. Its page shows why."),
        link=_link_of_holder, applies=_is_lost, occurrence=_once_an_order),
    about_ticket(code="holder-moved", on=HolderMoved, recipients=holder_of,
        title=_("You have another place"), facts=_moved_facts,
        text=_("For %(event)s, %(when)s, you have another place: %(place)s. Your former ticket is not valid "
               "any more; this is your new one: %(code)s."),
        link=_link_of_holder, button=_("See the ticket"), occurrence=_of_move),
]
# fmt: on
