"""What holders do with a ticket: hand it over, accept one, give it back, change its name."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from core.access import anyone
from core.lifecycle import MoveRefused, move
from core.money import format_money
from core.pages import Page, ThrottledPosts
from core.throttle import Limit
from ticketing.models import Handover, Ticket
from ticketing.statuses import VoidReason
from ticketing.tickets.forms import NameForm, OfferForm
from ticketing.tickets.giving_back import GiveBackRefused, give_back, settle
from ticketing.tickets.handing_over import accept, accepted_by, offer, refusal_of, withdraw
from ticketing.tickets.shown import ShownTicket
from ticketing.views.customer_tickets import HeldTickets

# Each is a mail to an address that a user typed.
OFFERS = Limit("ticket-offers", times=20, seconds=3600)


class TicketStep(HeldTickets):
    """A page that asks, and does it when it is sent."""

    template_name = ""

    def back(self, ticket: Ticket) -> HttpResponse:
        return redirect(ShownTicket(ticket, self.key).url)

    def refuse(self, ticket: Ticket, refusal: object) -> HttpResponse:
        messages.error(self.request, str(refusal))
        return self.back(ticket)

    def ask(self, ticket: Ticket, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"shown": ShownTicket(ticket, self.key), "ticket": ticket, "event": ticket.event}
        return render(self.request, self.template_name, context, status=status)


class OfferTicket(ThrottledPosts, TicketStep):
    template_name = "ticketing/customer/ticket_offer.html"
    limit = OFFERS

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        return self.ask(self.ticket(), form=OfferForm())

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket, form = self.ticket(), OfferForm(request.POST)
        if not form.is_valid():
            return self.ask(ticket, 422, form=form)
        email = form.cleaned_data["email"]
        try:
            offer(ticket, email, by=self.actor, now=timezone.now())
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self.ask(ticket, 422, form=form)
        said = _("We mailed %(email)s. The ticket is yours until it is accepted.")
        messages.success(request, said % {"email": email})
        return self.back(ticket)


class WithdrawOffer(TicketStep):
    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket = self.ticket()
        try:
            withdraw(ticket, by=self.actor, now=timezone.now())
        except MoveRefused as refusal:
            return self.refuse(ticket, refusal)
        messages.success(request, _("The ticket is no longer offered: it stays yours."))
        return self.back(ticket)


class GiveTicketBack(TicketStep):
    template_name = "ticketing/customer/ticket_give_back.html"

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket = self.ticket()
        try:
            return self.confirm(ticket)
        except GiveBackRefused as refusal:
            return self.refuse(ticket, refusal)

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket = self.ticket()
        if ticket.void_reason == VoidReason.GIVEN_BACK:  # pressed twice
            return self.back(ticket)
        seen = amount_of(request.POST.get("amount", ""))
        if seen is None:
            return self.get(request)
        try:
            settlement = give_back(ticket, by=self.actor, now=timezone.now(), seen=seen)
        except MoveRefused as refusal:
            return self.refuse(ticket, refusal)
        messages.success(request, self.outcome(ticket, settlement.amount))
        return self.back(ticket)

    def confirm(self, ticket: Ticket) -> HttpResponse:
        settlement = settle(ticket, by=self.actor, now=timezone.now())
        return self.ask(ticket, settlement=settlement, order=ticket.order)

    def outcome(self, ticket: Ticket, amount: Decimal) -> str:
        if not amount:
            return _("The ticket is given back.")
        money = format_money(amount, ticket.order.currency)
        return _("The ticket is given back. %(amount)s is on its way to you.") % {"amount": money}


class RenameTicket(TicketStep):
    template_name = "ticketing/customer/ticket_name.html"

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket = self.ticket()
        return self.ask(ticket, form=NameForm(initial={"name": ticket.holder_name}))

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket, form = self.ticket(), NameForm(request.POST)
        if not form.is_valid():
            return self.ask(ticket, 422, form=form)
        name, old = form.cleaned_data["name"], ticket.holder_name
        if name == old:
            return self.back(ticket)
        try:
            move(
                ticket, "rename", by=self.actor, note=f"{old} → {name}" if old else name, name=name
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self.ask(ticket, 422, form=form)
        messages.success(request, _("Saved."))
        return self.back(ticket)


class AcceptTicket(Page, View):
    """The page of the link in the mail that offers a ticket; the link alone permits to accept it."""

    access = anyone

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        handover = self.handover()
        if made := accepted_by(handover, self.user):
            return self.open(made)
        return self.ask(handover, NameForm())

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        handover = self.handover()
        form = NameForm(request.POST)
        asks_name = handover.ticket.event.asks_names
        if asks_name and not form.is_valid():
            return self.ask(handover, form, 422)
        name = form.cleaned_data["name"] if asks_name else ""
        try:
            ticket = accept(handover, by=self.user, now=timezone.now(), name=name)
        except MoveRefused:
            return self.ask(handover, form, 422)
        messages.success(request, _("The ticket is yours."))
        return self.open(ticket)

    @property
    def user(self) -> Any:
        return self.request.user if self.request.user.is_authenticated else None

    def handover(self) -> Handover:
        rows = Handover.objects.select_related(
            "ticket__order", "ticket__event__venue", "ticket__date__event",
            "ticket__place__seat", "ticket__place__category", "ticket__type",
        )  # fmt: skip
        return get_object_or_404(rows, key=self.kwargs["key"])

    def open(self, ticket: Ticket) -> HttpResponse:
        return redirect(ShownTicket(ticket, "" if self.user else self.kwargs["key"]).url)

    def ask(self, handover: Handover, form: NameForm, status: int = 200) -> HttpResponse:
        ticket = handover.ticket
        context = {
            "handover": handover,
            "shown": ShownTicket(ticket),
            "ticket": ticket,
            "event": ticket.event,
            "form": form if ticket.event.asks_names else None,
            "refusal": refusal_of(handover, timezone.now()),
        }
        return render(self.request, "ticketing/customer/ticket_accept.html", context, status=status)


def amount_of(text: str) -> Decimal | None:
    """The amount that the page has shown; None for nonsense."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
