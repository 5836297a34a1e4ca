"""Readers' pages: the list of events with its search, and one event."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import ListView

from accounts.opt_in import needs_no_mail
from core.access import anyone
from core.actors import user_of
from core.number_input import KEY_DIGITS, read_number
from core.pages import Page
from live.pages import live_context
from ticketing.access import runs_it
from ticketing.event_page import event_context
from ticketing.listing import Wanted, list_events, rows_of, with_people
from ticketing.models import Artist, Venue
from ticketing.news import count_views
from ticketing.queries import events_visible_to
from ticketing.reminders.services import is_waiting
from ticketing.search import MAX_QUERY_LENGTH
from ticketing.statistics.figures import count_view

EVENTS_A_PAGE = 12
MAX_DIGITS = 12  # of an amount in the URL
MAX_CHOICES = 200  # artists or venues in a filter


class EventList(Page, ListView):
    """What is announced or on sale; what was is a filter."""

    access = anyone
    paginate_by = EVENTS_A_PAGE
    template_name = "ticketing/customer/events.html"

    @cached_property
    def now(self):
        return timezone.now()

    @cached_property
    def wanted(self):
        """What the URL asks for; what cannot be read is not asked for."""
        data = self.request.GET
        query = " ".join(data.get("q", "")[: 2 * MAX_QUERY_LENGTH].split())[:MAX_QUERY_LENGTH]
        return Wanted(
            query=query,
            artist=read_number(data.get("artist"), KEY_DIGITS),
            venue=read_number(data.get("venue"), KEY_DIGITS),
            first=_day(data.get("from")),
            last=_day(data.get("to")),
            most=_amount(data.get("most")),
            is_available="available" in data,
            is_past="past" in data,
        )

    def get_queryset(self):
        return with_people(list_events(self.wanted, self.now))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = rows_of(list(context["page_obj"].object_list), self.now)
        shown = events_visible_to(self.request.user).order_by()
        artists = Artist.objects.filter(events__in=shown).distinct().only("pk", "name")
        venues = Venue.objects.filter(events__in=shown).distinct().only("pk", "name")
        return {
            **context,
            "rows": rows,
            "wanted": self.wanted,
            "artists": artists[:MAX_CHOICES],
            "venues": venues[:MAX_CHOICES],
        }


class EventPage(Page, View):
    """Everything about one event; a draft is a preview for who runs it."""

    access = anyone

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        events = events_visible_to(request.user).prefetch_related("artists")
        event = get_object_or_404(events, number=number)
        user, now = user_of(request.user), timezone.now()
        count_view(event, now)
        context = event_context(event, now)
        news = context["news"]
        if news:
            count_views(request.session, news)
        context |= {
            "is_mine": bool(user) and runs_it(event, user),
            "by_press": needs_no_mail(user),
            "is_waiting": is_waiting(event, user),
            **live_context(request),
        }
        return render(request, "ticketing/customer/event.html", context)


def _day(text: str | None) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def _amount(text: str | None) -> Decimal | None:
    try:
        amount = Decimal((text or "")[:MAX_DIGITS])
    except InvalidOperation:
        return None
    is_amount = amount.is_finite() and 0 <= amount < 10**MAX_DIGITS
    return round(amount, 2) if is_amount else None  # the database takes no 1e-9999999
