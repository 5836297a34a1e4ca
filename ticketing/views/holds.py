"""The page of a date: choosing places, holding them, giving them up, and what changed meanwhile."""

import uuid
from contextlib import contextmanager
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from core.access import anyone
from core.errors import too_many
from core.number_input import KEY_DIGITS, read_number
from core.pages import Page
from core.throttle import Limit, TooMany, client_address, count, count_each, is_spent, uncount
from live.pages import live_context
from orders.visitors import cart_owner_of, ensure_cart_owner
from ticketing.holds.choice_form import ChoiceRefused, code_of, press_of, read_choice
from ticketing.holds.choosing import hold_choice
from ticketing.holds.queries import live_hold
from ticketing.holds.services import release
from ticketing.limits import holds_of
from ticketing.models import EventDate, Hold
from ticketing.offers import count_left, offer_of
from ticketing.phases import Phase, phase_of_date
from ticketing.plans.files import geometry_url
from ticketing.queries import date_for
from ticketing.refusals import PlacesRefused
from ticketing.seat_maps.choice import seat_choice
from ticketing.seat_maps.live_states import (
    VERSION_DIGITS,
    area_key,
    changes_since,
    milliseconds_of,
    topic_of,
)
from ticketing.seat_maps.page import lowest_price, number_categories, seat_states

HOLDS = Limit("ticket-holds", times=30, seconds=60)
# Many people may share an address: an office, a school, a mobile network.
HOLDS_OF_ADDRESS = Limit("ticket-holds-address", times=150, seconds=60)
# New guests of an address who hold places of one event: a script is another one with each press.
GUESTS_OF_ADDRESS = Limit("ticket-guests-address", times=20, seconds=300)
CODES = Limit("ticket-codes", times=30, seconds=600)


class DateView(View):
    @cached_property
    def date(self):
        return date_for(self.request.user, self.kwargs["number"], self.kwargs["date"])

    @cached_property
    def now(self):
        return timezone.now()


@method_decorator(never_cache, name="dispatch")
class DatePage(Page, DateView):
    """Where places are chosen. A press holds them, once; the page works without its script, too."""

    access = anyone

    def get(self, request: HttpRequest, number: str, date: str) -> HttpResponse:
        try:
            self.refuse_guesses()
        except TooMany as refusal:
            return too_many(request, refusal.retry_after)
        return self.show()

    def post(self, request: HttpRequest, number: str, date: str) -> HttpResponse:
        _ = self.date  # an unknown address counts as nothing, and starts no session
        buyer = self.buyer = ensure_cart_owner(request)
        who = f"user-{buyer.user.pk}" if buyer.user else str(buyer.visitor_key)
        try:
            count_each([(HOLDS, who), (HOLDS_OF_ADDRESS, client_address(request))])
            self.refuse_guesses()
        except TooMany as refusal:
            return too_many(request, refusal.retry_after)
        try:
            hold = self.hold if "place" in request.POST else None  # only they need it
            choice = read_choice(request.POST, self.date, self.offer, hold)
            with self.counted_guest():
                held = hold_choice(self.date, buyer, choice, press_of(request.POST))
        except TooMany as refusal:
            answer = self.show(too_many_guests(), status=429)
            answer["Retry-After"] = str(refusal.retry_after)
            return answer
        except ChoiceRefused as refusal:
            return self.show(str(refusal), status=422)
        except PlacesRefused as refusal:
            self.__dict__.pop("hold", None)
            return self.show(str(refusal), status=409)
        if held.lost:
            messages.warning(request, held.lost)
        return redirect(self.page_url)

    @contextmanager
    def counted_guest(self):
        """Count who begins to hold places without an account; raises TooMany beyond the limit."""
        if self.buyer.user or self.hold:
            yield
            return
        guests = f"{self.date.event_id}:{client_address(self.request)}"
        count(GUESTS_OF_ADDRESS, guests)
        try:
            yield
        except PlacesRefused:
            uncount(GUESTS_OF_ADDRESS, guests)
            raise

    def refuse_guesses(self):
        """Raise TooMany after too many wrong codes, also for a right one: the answer would confirm a guess.

        Right ones do not count: of those who know the code of a presale many may share an address.
        """
        if not self.code:
            return
        address = client_address(self.request)
        if is_spent(CODES, address):
            raise TooMany(CODES.seconds)
        if not self.offer.codes:
            count(CODES, address)

    @cached_property
    def buyer(self):
        return cart_owner_of(self.request)

    @cached_property
    def hold(self):
        return live_hold(self.date, self.buyer) if self.buyer.exists else None

    @cached_property
    def code(self):
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        return code_of(data)

    @cached_property
    def offer(self):
        offer = offer_of(self.date, [self.code], self.now)
        number_categories(offer, self.date.plan_version)
        return offer

    @property
    def page_url(self):
        return url_with(self.date, self.code if self.offer.codes else "")

    def show(self, refusal: str = "", status: int = 200) -> HttpResponse:
        date, offer = self.date, self.offer
        left = {**self.seats.left(), **count_left(date, offer.areas, self.now)}
        for each in offer.categories:
            each.left = left.get(each.category.pk, 0)
        has_free = any(left.values())
        context = {
            "event": date.event,
            "date": date,
            "phase": phase_of_date(date, self.now, has_free=has_free),
            "offer": offer,
            "refusal": refusal,
            "code": self.code if offer.codes else "",
            "is_wrong_code": bool(self.code) and not offer.codes,
            "press": uuid.uuid4(),
            "now_ms": milliseconds_of(self.now),
            "topic": topic_of(date),
            "area_keys": {area_key(each.category.pk): each for each in offer.areas},
            **self.held_context(),
            **(self.map_context() if date.plan_version else {}),
            **live_context(self.request, topic_of(date)),
        }
        context["is_on_sale"] = context["phase"] in (Phase.ON_SALE, Phase.SOLD_OUT)
        return render(self.request, "ticketing/customer/date.html", context, status=status)

    def held_context(self):
        """What the reader holds, and until when."""
        if self.hold is None:
            return {"hold": None, "held": []}
        places = self.hold.places.select_related("seat", "category", "type").order_by("pk")
        held = list(places)
        offered = {each.category.pk: each.open_types for each in self.offer.categories}
        for place in held:
            place.offered_types = offered.get(place.category_id, [])
        until = min((place.until for place in held if place.until), default=None)
        return {
            "hold": self.hold,
            "held": held,
            "until_ms": milliseconds_of(until) if until else 0,
            "total": sum(place.type.price for place in held if place.type),
        }

    @cached_property
    def seats(self):
        return seat_states(self.date, self.hold, self.now)

    def map_context(self):
        date = self.date
        prices = {
            str(each.index): lowest_price(each, date.event.store.currency)
            for each in self.offer.seated
            if each.index is not None
        }
        return {
            "geometry_url": geometry_url(date.plan_version),
            "seat_data": self.seats.data(prices),
            "most": date.event.max_per_order,
            **seat_choice(
                *(date, self.offer, self.seats, prices),
                section=self.request.GET.get("section"),
            ),
        }


class ReleaseHold(Page, DateView):
    """Gives up some of the reader's places, or all; what is gone already is no error."""

    access = anyone

    def post(self, request: HttpRequest, number: str, date: str) -> HttpResponse:
        buyer = cart_owner_of(request)
        holds = Hold.objects.filter(holds_of(buyer), date=self.date, kind="basket", ended_at=None)
        sent = request.POST.getlist("place")
        keys = [key for text in sent if (key := read_number(text, KEY_DIGITS)) is not None]
        for hold in holds if buyer.exists else ():
            release(hold, keys if "place" in request.POST else None)
        if "place" not in request.POST:
            messages.info(request, _("You gave up your places."))
        code = code_of(request.POST)
        return redirect(url_with(self.date, code))


class SeatChanges(Page, View):
    """For those who may see the date; without a session, and by one query."""

    access = anyone

    def get(self, request: HttpRequest, number: str, date: str) -> HttpResponse:
        text = request.GET.get("since", "0")
        is_version = text.isascii() and text.isdigit() and len(text) <= VERSION_DIGITS
        if not is_version:
            answer = JsonResponse({"error": _("“since” is a version of this page.")}, status=400)
        elif (changes := changes_since(number, date, int(text))) is None:
            raise Http404
        else:
            answer = JsonResponse(changes)
        answer["Cache-Control"] = "no-store"
        return answer


def too_many_guests() -> str:
    return _(
        "Many people of your network are choosing tickets right now. Sign in to choose yours, or try again in"
        " some minutes."
    )


def url_with(date: EventDate, code: str) -> str:
    """The date's page, with the secret code that its reader knows."""
    return date.get_absolute_url() + (f"?{urlencode({'code': code})}" if code else "")
