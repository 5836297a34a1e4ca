"""Who may open the pages of a gate: the phone with its cookie, or a member who checks in there."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.access import SignInFirst, anyone
from core.pages import Page
from ticketing.checkin.gates import Door, date_at, door_of_gate, mark_seen, may_check_in
from ticketing.models import Event, EventDate, Gate
from ticketing.queries import event_with_store

SALT = "ticketing.gate"
COOKIE_AGE = 60 * 60 * 24 * 60  # seconds: a gate may be invited weeks before
COOKIE_PATH = "/gate/"


class GateClosed(Exception):
    """The organiser ended the gate of this phone."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(gate)
        self.gate = gate


class GatePage(Page):
    """A page of one event's gate: 404 for all others; a visitor without a cookie may sign in first."""

    access = anyone
    takes_ended = False  # whether the phone of an ended gate may still use it

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = super().dispatch(request, *args, **kwargs)
        except GateClosed as refusal:
            response = closed(request, refusal.gate)
        patch_cache_control(response, private=True, no_store=True)
        return response

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def event(self) -> Event:
        # Drafts, too: a gate may be set up before.
        return event_with_store.get_or_404(self.kwargs["number"])

    @cached_property
    def door(self) -> Door:
        gate = gate_of(self.request, self.event)
        if gate and gate.revoked_at and not self.takes_ended:
            raise GateClosed(gate)
        if gate:
            mark_seen(gate, self.now)
            return door_of_gate(gate, self.date)
        if not self.request.user.is_authenticated:
            raise SignInFirst
        if not may_check_in(self.request.user, self.event):
            raise Http404
        return Door(self.date, user=self.request.user)

    @cached_property
    def date(self) -> EventDate:
        """The one that the phone names, or that of now."""
        number = self.request.POST.get("date") or self.request.GET.get("date")
        of_number = self.event.dates.filter(number=number)
        date = of_number.first() if number else date_at(self.event, self.now)
        if date is None:
            raise Http404
        date.event = self.event
        return date


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def closed(request: HttpRequest, gate: Gate) -> HttpResponse:
    """Its page still sends what the phone did without a network."""
    sentence = _("The organiser ended this gate. Ask for a new link.")
    if wants_json(request):
        return JsonResponse({"refused": sentence}, status=403)
    context = {"sentence": sentence, "gate": gate}
    return render(request, "ticketing/gate/closed.html", context, status=403)


def gate_of(request: HttpRequest, event: Event) -> Gate | None:
    """The gate that this phone was invited to at the event; it may be ended."""
    try:
        pk = signing.loads(request.COOKIES.get(_cookie(event), ""), salt=SALT)
    except signing.BadSignature:
        return None
    return Gate.objects.select_related("event").filter(pk=pk, event=event).first()


def remember_gate(response: HttpResponse, gate: Gate) -> None:
    """From now on this phone is the gate."""
    response.set_cookie(
        _cookie(gate.event),
        signing.dumps(gate.pk, salt=SALT),
        max_age=COOKIE_AGE,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _cookie(event: Event) -> str:
    return f"gate-{event.number}"
