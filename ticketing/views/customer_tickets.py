"""Tickets of their holders: the list, one ticket, its files, and what makes it work offline."""

from typing import Any, cast

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views import View
from django.views.generic import ListView, TemplateView

from accounts.models import User
from core.access import anyone, signed_in
from core.actors import Actor, Guest
from core.pages import Page
from orders.access import is_party
from ticketing.models import Ticket
from ticketing.statuses import ADMITS
from ticketing.tickets.calendar import calendar_of
from ticketing.tickets.handing_over import offers_to
from ticketing.tickets.pdf import text_of_code, tickets_as_pdf
from ticketing.tickets.shown import (
    ShownTicket,
    history_of,
    neighbours_of_user,
    neighbours_with_key,
    past,
    shown,
    steps_open_to,
    ticket_of_user,
    ticket_with_key,
    tickets_to_show,
    to_come,
)

TICKETS_A_PAGE = 50
MAX_TICKETS = 200  # in one PDF


class HeldTickets(Page, View):
    """Tickets of the signed-in user or, with a `key` in the address, of its reader."""

    access = signed_in

    @property
    def key(self) -> str:
        return str(self.kwargs.get("key", ""))

    @property
    def actor(self) -> Actor:
        return Guest(self.key) if self.key else cast(User, self.request.user)

    def tickets(self) -> Any:
        if self.key:
            return tickets_to_show(Ticket.objects.held_with(self.key))
        return tickets_to_show(Ticket.objects.held_by(cast(User, self.request.user)))

    def ticket(self) -> Ticket:
        code = self.kwargs["code"]
        if self.key:
            return ticket_with_key.get_or_404(self.key, code)
        return ticket_of_user.get_or_404(cast(User, self.request.user).pk, code)


class MyTickets(HeldTickets, ListView):  # type: ignore[type-arg]
    """Those of dates to come; with `?show=past` the others."""

    template_name = "ticketing/customer/tickets.html"
    paginate_by = TICKETS_A_PAGE

    @property
    def shows_past(self) -> bool:
        return self.request.GET.get("show") == "past"

    def get_queryset(self) -> Any:
        now = timezone.now()
        if self.key and not self.tickets().exists():
            raise Http404
        return past(self.tickets(), now) if self.shows_past else to_come(self.tickets(), now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        return {
            **context,
            "tickets": shown(context["object_list"], self.key),
            "shows_past": self.shows_past,
            "offers": [] if self.key else offers_to(user, timezone.now()),
            "key": self.key,
        }


class TicketPage(HeldTickets):
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket, now = self.ticket(), timezone.now()
        others = shown(self.neighbours(ticket), self.key)
        codes = [each.ticket.code for each in others]
        place = codes.index(ticket.code)
        text = text_of_code(ticket)
        context = {
            "shown": ShownTicket(ticket, self.key),
            "ticket": ticket,
            "event": ticket.event,
            "others": others,
            "number": place + 1,
            "before": others[place - 1] if place else None,
            "after": others[place + 1] if place + 1 < len(others) else None,
            "admits": ticket.status in ADMITS,
            "printed": qr_of(text) if text else "",
            "order_url": self.order_url(ticket),
            "history": history_of(ticket),
            "list_url": list_url(self.key),
            **steps_open_to(ticket, self.actor, now),
        }
        return render(request, "ticketing/customer/ticket.html", context)

    def order_url(self, ticket: Ticket) -> str:
        """Its buyer's page of the order; who got the ticket from another person has none."""
        is_buyers = is_party(ticket.order, self.actor)
        return ticket.order.get_absolute_url() if is_buyers else ""

    def neighbours(self, ticket: Ticket) -> list[Ticket]:
        """The reader's tickets of the same date and order that admit, and this one."""
        those = (ticket.order_id, ticket.date_id, ticket.pk)
        if self.key:
            return neighbours_with_key.all(self.key, *those)
        return neighbours_of_user.all(cast(User, self.request.user).pk, *those)


class TicketPdf(HeldTickets):
    """One ticket, if it admits."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket = self.ticket()
        if ticket.status not in ADMITS:
            raise Http404
        return pdf_of([ticket], f"ticket-{ticket.code}")


class AllAsPdf(HeldTickets):
    """Those of one order, or all that a key is good for, a page each."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        tickets = self.tickets().filter(status__in=ADMITS).order_by("date__begins_at", "pk")
        if number := self.kwargs.get("number"):
            tickets = tickets.filter(order__number=number)
        found = list(tickets[:MAX_TICKETS])
        if not found:
            raise Http404
        return pdf_of(found, f"tickets-{found[0].order.number}")


class TicketCalendar(HeldTickets):
    """The ticket's date, with the reader's places at it."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket = self.ticket()
        same = self.tickets().filter(date=ticket.date_id, status__in=ADMITS)
        places = [f"{each.place} · {each.type.name}" for each in same[:MAX_TICKETS]]
        url = request.build_absolute_uri(ShownTicket(ticket, self.key).url)
        content = calendar_of(ticket.date, places, url, timezone.now())
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{ticket.date.number}.ics"'
        return response


class TicketWorker(Page, TemplateView):
    """The service worker: below /tickets/, since its own address limits what it may answer for."""

    access = anyone
    template_name = "ticketing/customer/worker.js"
    content_type = "text/javascript"


def qr_of(text: str) -> SafeString:
    """As SVG within a page: letters and digits only, so nothing needs to be escaped."""
    image = segno.make(text, error="m", micro=False)
    return mark_safe(image.svg_inline(omitsize=True, border=2, dark="#241d19"))  # noqa: S308


def list_url(key: str) -> str:
    return reverse("ticketing:guest-tickets", args=[key]) if key else reverse("ticketing:tickets")


def pdf_of(tickets: list[Ticket], name: str) -> HttpResponse:
    response = HttpResponse(tickets_as_pdf(tickets), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
