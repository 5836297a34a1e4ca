"""Moving a holder to another place, on the live map or in its list."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from ticketing.desk.choice import places_of_section, sections_of_date
from ticketing.models import Place, Ticket
from ticketing.tickets.reseating import MoveToPlaceRefused, move_to_place
from ticketing.views.map_base import MapPage


class MoveHolder(MapPage, View):
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
        ticket, chosen = self.ticket, self.chosen
        if len(chosen) != 1:
            return self.show(_("Choose one place."), 422)
        try:
            moved = move_to_place(ticket, chosen[0].pk, by=request.user, now=timezone.now())
        except MoveToPlaceRefused as refusal:
            return self.show(str(refusal), 409)
        messages.success(request, _("Moved. The new ticket is %(code)s.") % {"code": moved.code})
        return redirect(reverse("ticketing:desk", args=[self.event.number, self.date.number]))

    @cached_property
    def chosen(self) -> list[Place]:
        """Of this date: in the list by its primary key, on the map by its seat's position."""
        asked = Q(pk__in=self.numbers("place")) | Q(seat__position__in=self.numbers("seat"))
        return list(Place.objects.filter(asked, date=self.date).select_related("seat")[:2])

    def show(self, refusal: str = "", status: int = 200) -> HttpResponse:
        seats = [place.seat.position for place in self.chosen if place.seat]
        context = {
            "date": self.date,
            "ticket": self.ticket,
            "refusal": refusal,
            "ticked": {place.pk for place in self.chosen},
            **self.listed(),
            **self.map_context(seats[:1]),
        }
        return self.page("move_holder", context, status=status)

    def listed(self) -> dict[str, Any]:
        """The places of a section: at first of that of the ticket."""
        place, sections = self.ticket.place, sections_of_date(self.date)
        own = place.seat.section if place.seat else f"area-{place.category_id}"
        asked = self.request.GET.get("section", own)
        section = asked if asked in [each["key"] for each in sections] else own
        rows = places_of_section(self.date, section)
        return {"sections": sections, "section": section, "rows": rows}
