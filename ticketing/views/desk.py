"""The desk of a date: selling, giving free tickets, blocking places, and moving holders."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core.text import VisibleCharField
from orders.models import Order
from ticketing.dates import DateRefused, block
from ticketing.desk import DeskRefused, DeskWay, sell_at_desk
from ticketing.desk_choice import best_available, places_of_section, sections_of_date
from ticketing.models import Category, Place, Ticket, TicketType
from ticketing.refusals import PlacesRefused
from ticketing.reseating import MoveToPlaceRefused, move_to_place
from ticketing.views.owner_base import EventPage

MAX_SOLD_PLACES = 100  # of one sale


class DeskForm(forms.Form):
    way = forms.ChoiceField(
        label=gettext_lazy("Paid"), choices=DeskWay.choices, widget=forms.RadioSelect
    )
    name = VisibleCharField(label=gettext_lazy("Name"), max_length=60, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Without one nothing is mailed: print the tickets."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, if free of charge"), max_length=200, required=False
    )
    press = forms.UUIDField(widget=forms.HiddenInput)


class DeskPage(EventPage, View):
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        form = DeskForm(initial={"way": DeskWay.CASH, "press": uuid.uuid4()})
        return self.show(form)

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        _date = self.date
        if "block" in request.POST or "unblock" in request.POST:
            return self.block("block" in request.POST)
        form = DeskForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            order = self.sell(form.cleaned_data)
        except (DeskRefused, PlacesRefused) as refusal:
            return self.show(form, str(refusal), status=409)
        return redirect(f"{request.path}?sold={order.number}")

    def sell(self, data: dict[str, Any]) -> Order:
        wanted = [(pk, self.type_of(category)) for pk, category in self.chosen()]
        return sell_at_desk(self.date, wanted, now=timezone.now(), **data)

    def chosen(self) -> list[tuple[int, int]]:
        """The places that are ticked, and the best available; each with its category (primary keys)."""
        keys = self.ticked()
        rows = list(Place.objects.filter(date=self.date, pk__in=keys).values_list("pk", "category"))
        if len(rows) < len(keys):
            raise DeskRefused(_("Some of these places are not of this date."))
        for category in self.categories:
            pieces = self.request.POST.get(f"best-{category.pk}", "").strip()
            if not pieces or pieces == "0":
                continue
            if not (pieces.isdecimal() and len(pieces) < 4 and int(pieces) <= MAX_SOLD_PLACES):
                raise DeskRefused(
                    _("Sell at most %(most)s places at once.") % {"most": MAX_SOLD_PLACES}
                )
            best = best_available(self.date, category, int(pieces))
            rows += [(pk, category.pk) for pk in best if pk not in keys]
        if len(rows) > MAX_SOLD_PLACES:
            raise DeskRefused(
                _("Sell at most %(most)s places at once.") % {"most": MAX_SOLD_PLACES}
            )
        return rows

    def ticked(self) -> set[int]:
        posted = self.request.POST.getlist("place")
        return {int(each) for each in posted if each.isdecimal() and len(each) < 16}

    def type_of(self, category_pk: int) -> TicketType:
        category = next(each for each in self.categories if each.pk == category_pk)
        types = list(category.types.all())
        asked = self.request.POST.get(f"type-{category_pk}", "")
        if found := next((each for each in types if str(each.pk) == asked), None):
            return found
        if not types:
            raise DeskRefused(_("“%(name)s” has no price yet.") % {"name": category})
        return types[0]

    def block(self, is_blocked: bool) -> HttpResponse:
        keys = self.ticked()
        try:
            if not keys:
                raise DateRefused(_("Choose at least one place."))
            block(self.date, keys, is_blocked=is_blocked)
        except DateRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            text = _("The places are off sale.") if is_blocked else _("The places are on sale.")
            messages.success(self.request, text)
        return redirect(self.request.get_full_path())

    @cached_property
    def categories(self) -> list[Category]:
        categories = self.event.categories.prefetch_related("types")
        return list(categories.order_by("position", "pk"))

    def show(self, form: DeskForm, refusal: str = "", status: int = 200) -> HttpResponse:
        sections = sections_of_date(self.date)
        asked = self.request.GET.get("section", "")
        keys = [each["key"] for each in sections]
        section = asked if asked in keys else (keys[0] if keys else "")
        context = {
            "date": self.date,
            "form": form,
            "refusal": refusal,
            "categories": self.categories,
            "sections": sections,
            "section": section,
            "rows": places_of_section(self.date, str(section)) if section else [],
            "ticked": self.ticked() if self.request.method == "POST" else set(),
            "sold": self.sold(),
        }
        return self.page("desk", context, status=status)

    def sold(self) -> Order | None:
        """The order of the last press."""
        number = self.request.GET.get("sold", "")
        orders = Order.objects.filter(number=number, store=self.event.store, fulfilment="ticket")
        return orders.filter(tickets__event=self.event).distinct().first() if number else None


class MoveHolder(EventPage, View):
    """Another free or blocked place for the holder of a ticket."""

    @cached_property
    def ticket(self) -> Ticket:
        tickets = Ticket.objects.select_related("order", "place__seat", "place__category", "type")
        ticket = get_object_or_404(tickets, date=self.date, code=self.kwargs["code"])
        ticket.date = self.date
        return ticket

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        ticket, chosen = self.ticket, request.POST.get("place", "")
        if not (chosen.isdecimal() and len(chosen) < 16):
            return self.show(_("Choose a place."), 422)
        try:
            moved = move_to_place(ticket, int(chosen), by=request.user, now=timezone.now())
        except MoveToPlaceRefused as refusal:
            return self.show(str(refusal), 409)
        messages.success(request, _("Moved. The new ticket is %(code)s.") % {"code": moved.code})
        return redirect(reverse("ticketing:desk", args=[self.event.number, self.date.number]))

    def show(self, refusal: str = "", status: int = 200) -> HttpResponse:
        ticket = self.ticket
        sections = sections_of_date(self.date)
        keys = [each["key"] for each in sections]
        seat = ticket.place.seat
        own = seat.section if seat else f"area-{ticket.place.category_id}"
        asked = self.request.GET.get("section", own)
        section = asked if asked in keys else own
        rows = places_of_section(self.date, str(section))
        context = {
            "date": self.date,
            "ticket": ticket,
            "refusal": refusal,
            "sections": sections,
            "section": section,
            "rows": rows,
        }
        return self.page("move_holder", context, status=status)
