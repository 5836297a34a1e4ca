"""The phone at a gate: its link, its page, scans, undo, the list and what was done without a network."""

import json
import uuid
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views import View

from core.access import anyone
from core.pages import Page, ThrottledPosts
from core.throttle import Limit
from stores.access import Right, holders_of
from ticketing.checkin.answers import Answer, milliseconds, shown
from ticketing.checkin.counts import attendance
from ticketing.checkin.finding import find_tickets
from ticketing.checkin.gates import events_for, hash_of
from ticketing.checkin.lists import TicketList
from ticketing.checkin.merging import MergeRefused, clean, merge
from ticketing.checkin.reading import looks_like_code
from ticketing.checkin.scan_outcomes import MOVED
from ticketing.checkin.scanning import ScanRefused, Seen, scan
from ticketing.checkin.texts import offline_texts
from ticketing.checkin.undoing import undo
from ticketing.models import Direction, Gate, Scan
from ticketing.views.gate_access import GatePage, closed, remember_gate, wants_json

CAMERA = "camera=(self), microphone=()"  # the Permissions-Policy; other pages have no camera
LAST_SCANS = 8


class Gates(Page, View):
    """The events at which a member checks in; a single one opens at once."""

    access = holders_of(Right.CHECK_IN)

    def get(self, request: HttpRequest) -> HttpResponse:
        events = list(events_for(request.user).select_related("store").order_by("-pk"))
        if len(events) == 1:
            return redirect("ticketing:gate", events[0].number)
        return render(request, "ticketing/gate/events.html", {"events": events})


class GateLink(Page, View):
    """The link of an invitation: this browser becomes the gate."""

    access = anyone

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        gates = Gate.objects.select_related("event")
        gate = get_object_or_404(gates, token_hash=hash_of(key))
        if gate.revoked_at:
            return closed(request, gate)
        response = redirect("ticketing:gate", gate.event.number)
        remember_gate(response, gate)
        return response


class GateWorker(Page, View):
    """The service worker of the pages below /gate/: its own path limits it to them."""

    access = anyone

    def get(self, request: HttpRequest) -> HttpResponse:
        response = render(request, "ticketing/gate/worker.js", content_type="text/javascript")
        patch_cache_control(response, no_cache=True)
        return response


class AtGate(GatePage, View):
    """GET shows the page; POST scans what is sent, or finds what is typed, as JSON or as the page."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        text, chosen = (clean(request.POST.get(name)).strip() for name in ("text", "ticket"))
        if not chosen and not looks_like_code(text) and "scanned" not in request.POST:
            return self.found(text)
        try:
            answer = Answer(
                scan(self.door, self.seen(chosen or text), self.now, self.now), self.door
            )
        except ScanRefused as refusal:
            return self.refused(str(refusal))
        if wants_json(request):
            return JsonResponse(answer.as_json(self.now))
        return self.page(answer=answer)

    def seen(self, text: str) -> Seen:
        data = self.request.POST
        direction = Direction.OUT if data.get("direction") == Direction.OUT else Direction.IN
        return Seen(uuid_of(data.get("uuid")), text, direction, is_chosen=bool(data.get("ticket")))

    def found(self, text: str) -> HttpResponse:
        tickets = [shown(ticket) for ticket in find_tickets(self.door.date, text)]
        if wants_json(self.request):
            return JsonResponse({"found": tickets, "now": milliseconds(self.now)})
        return self.page(found=tickets, searched=text)

    def refused(self, sentence: str) -> HttpResponse:
        if wants_json(self.request):
            return JsonResponse({"refused": sentence}, status=409)
        return self.page(refused=sentence, status=409)

    def page(self, status: int = 200, **more: Any) -> HttpResponse:
        door = self.door
        context = {
            "door": door,
            "event": door.event,
            "date": door.date,
            "dates": list(door.event.dates.order_by("begins_at")),
            "attendance": attendance(door.date),
            "answers": last_answers(self),
            "direction": self.request.POST.get("direction", Direction.IN),
            "new_uuid": uuid.uuid4(),
            "offline_texts": offline_texts(),
            "public_key": door.event.public_key.public_bytes_raw().hex(),
            **more,
        }
        page = render(self.request, "ticketing/gate/page.html", context, status=status)
        page["Permissions-Policy"] = CAMERA
        return page


class GateCounts(GatePage, View):
    """The counts and the last scans, as a part of the page."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        context = {
            "event": self.door.event,
            "date": self.door.date,
            "attendance": attendance(self.door.date),
            "answers": last_answers(self),
        }
        return render(request, "ticketing/gate/_live.html", context)


class UndoScan(GatePage, View):
    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        door, data = self.door, request.POST
        try:
            of, new = uuid_of(data.get("undoes")), uuid_of(data.get("uuid"))
            undone = undo(door, of, new, self.now, self.now)
        except ScanRefused as refusal:
            sentence = str(refusal)
            if wants_json(request):
                return JsonResponse({"refused": sentence}, status=409)
            return render(request, "ticketing/gate/closed.html", {"sentence": sentence}, status=409)
        if wants_json(request):
            return JsonResponse(Answer(undone, door).as_json(self.now))
        page = reverse("ticketing:gate", args=[number])
        return redirect(f"{page}?date={door.date.number}")


class GateList(GatePage, View):
    """The signed list, unless the phone has it already."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        tickets = TicketList.of(self.door)
        version = tickets.version
        if request.GET.get("have") == version:
            return HttpResponseNotModified()
        return JsonResponse(tickets.signed(self.now).as_json(version, timezone.now()))


class MergeScans(GatePage, ThrottledPosts, View):
    """Scans of a gate that was ended meanwhile are not lost: the organiser decides on them."""

    takes_ended = True
    limit = Limit("gate-merges", times=600, seconds=600)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        door = self.door
        try:
            # A form's body is read already.
            body = json.loads(request.body if request.content_type == "application/json" else "")
            entries = body.get("scans") if isinstance(body, dict) else None
            merged = merge(door, entries, self.now)
        except (ValueError, RecursionError):
            return JsonResponse({"refused": _("These are no scans.")}, status=422)
        except MergeRefused as refusal:
            return JsonResponse({"refused": str(refusal)}, status=422)
        results = [each.as_json() for each in merged]
        return JsonResponse({"results": results, "now": milliseconds(timezone.now())})


def last_answers(view: GatePage) -> list[Answer]:
    """Of the last scans of this gate, or of this member, that can be undone."""
    door = view.door
    rows = Scan.objects.filter(date=door.date, gate=door.gate, user=door.user)
    rows = rows.filter(outcome__in=MOVED[:2], undone_by=None).order_by("-pk")
    related = rows.select_related(
        "date", "ticket__date", "ticket__place__seat", "ticket__type__category"
    )
    scans = list(related[:LAST_SCANS])
    for each in scans:
        each.date = door.date
    return [Answer(each, door) for each in scans]


def uuid_of(value: object) -> uuid.UUID:
    """Raises ScanRefused."""
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise ScanRefused(_("A scan has no number of its own. Reload the page.")) from None
