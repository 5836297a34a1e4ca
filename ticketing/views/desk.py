"""The desk of a date: selling, giving free tickets, and blocking places."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core.number_input import read_number
from core.text import VisibleCharField
from orders.models import Order
from ticketing.dates.places import DateRefused, block
from ticketing.desk.choice import best_available, places_of_section, sections_of_date
from ticketing.desk.sales import DeskRefused, DeskWay, sell_at_desk
from ticketing.models import Category, Place, TicketType
from ticketing.refusals import PlacesRefused
from ticketing.views.map_base import MapPage

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


class DeskPage(MapPage, View):
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
        return sell_at_desk(self.date, self.chosen(), now=timezone.now(), **data)

    def chosen(self) -> list[tuple[int, TicketType]]:
        """Places (primary keys) that are ticked or chosen on the map, and the best available, with types."""
        rows = self.picked
        known = {pk for pk, *_rest in rows}, {position for *_rest, position in rows}
        if not (self.numbers("place") <= known[0] and self.numbers("seat") <= known[1]):
            raise DeskRefused(_("Some of these places are not of this date."))
        wanted = {pk: self.type_of(category, position) for pk, category, position in rows}
        for category in self.categories:
            if pieces := self.pieces_of(category):
                best = best_available(self.date, category, pieces)
                wanted |= {pk: self.type_of(category.pk) for pk in best if pk not in wanted}
        if len(wanted) > MAX_SOLD_PLACES:
            raise DeskRefused(
                _("Sell at most %(most)s places at once.") % {"most": MAX_SOLD_PLACES}
            )
        return list(wanted.items())

    def pieces_of(self, category: Category) -> int:
        """How many of the best available places of the category are asked for."""
        pieces = read_number(self.request.POST.get(f"best-{category.pk}", "").strip() or "0")
        if pieces is None or pieces > MAX_SOLD_PLACES:
            raise DeskRefused(
                _("Sell at most %(most)s places at once.") % {"most": MAX_SOLD_PLACES}
            )
        return pieces

    @cached_property
    def picked(self) -> list[tuple[int, int, int | None]]:
        """The ticked places and chosen seats of the date: primary key, that of its category, position."""
        asked = Q(pk__in=self.numbers("place")) | Q(seat__position__in=self.numbers("seat"))
        rows = Place.objects.filter(asked, date=self.date).order_by("pk")
        return list(rows.values_list("pk", "category", "seat__position"))

    def type_of(self, category_pk: int, position: int | None = None) -> TicketType:
        """What was chosen for the seat on the map; else for its category; else the first type of it."""
        category = next(each for each in self.categories if each.pk == category_pk)
        types = {str(each.pk): each for each in category.types.all()}
        for name in (f"type-{position}", f"best-type-{category_pk}"):
            if found := types.get(self.request.POST.get(name, "")):
                return found
        if not types:
            raise DeskRefused(_("“%(name)s” has no price yet.") % {"name": category})
        return next(iter(types.values()))

    def block(self, is_blocked: bool) -> HttpResponse:
        try:
            if not self.picked:
                raise DateRefused(_("Choose at least one place."))
            block(self.date, [pk for pk, *_rest in self.picked], is_blocked=is_blocked)
        except DateRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            text = _("The places are off sale.") if is_blocked else _("The places are on sale.")
            messages.success(self.request, text)
        return redirect(self.request.get_full_path())

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
            "ticked": {pk for pk, *_rest in self.picked},
            "sold": self.sold(),
            "most": MAX_SOLD_PLACES,
            **self.map_context([position for *_rest, position in self.picked]),
        }
        return self.page("desk", context, status=status)

    def sold(self) -> Order | None:
        """The order of the last press."""
        number = self.request.GET.get("sold", "")
        orders = Order.objects.filter(number=number, store=self.event.store, fulfilment="ticket")
        return orders.filter(tickets__event=self.event).distinct().first() if number else None
