"""The organiser's page of check-in: gates, numbers, scans, and conflicts to decide."""

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from core.lifecycle import MoveRefused
from core.lifecycle.views import show_refusal
from core.pages import Page
from core.spreadsheets import csv_download
from live.pages import live_context
from stores.access import Right, holders_of
from stores.models import Member
from ticketing.access import runs_it
from ticketing.checkin.conflicts import conflicts_of, decide, with_earlier
from ticketing.checkin.counts import attendance
from ticketing.checkin.forms import GateForm
from ticketing.checkin.gates import date_at, invite_gate, revoke_gate
from ticketing.checkin.spreadsheet import scans_as_csv
from ticketing.checkin.topics import check_in_topic
from ticketing.models import Event, EventDate, Scan
from ticketing.queries import event_with_store

SHOWN_ONCE = "gate-link"  # in the session, from the invitation to the page after it
SCANS_A_PAGE = 50
CONFLICTS_SHOWN = 50


class CheckInPage(Page):
    """404 for strangers, 403 for members of the store without the right to run events."""

    access = holders_of(Right.RUN_EVENTS)

    @cached_property
    def event(self) -> Event:
        event = event_with_store.get_or_404(self.kwargs["number"])
        if not runs_it(event, self.request.user):
            get_object_or_404(Member, store=event.store_id, user=self.request.user.pk)
            raise PermissionDenied
        return event

    def back(self) -> HttpResponse:
        return redirect("ticketing:check-in", self.event.number)


class CheckIn(CheckInPage, View):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        if request.htmx:
            return render(request, "ticketing/gate/_owner_live.html", self.numbers())
        return self.page(GateForm(event=self.event))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Invite a gate; its link is shown on the page after this."""
        form = GateForm(request.POST, event=self.event)
        if not form.is_valid():
            return self.page(form, status=422)
        data = form.cleaned_data
        gate, token = invite_gate(
            self.event,
            data["name"],
            data.get("sections", []),
            data.get("types", []),
            by=request.user,
        )
        request.session[SHOWN_ONCE] = [gate.pk, token]
        return self.back()

    def page(self, form: GateForm, status: int = 200) -> HttpResponse:
        live = live_context(self.request, check_in_topic(self.event.number))
        context = {"form": form, **self.numbers(), **self.invited(), **live}
        return render(self.request, "ticketing/gate/owner.html", context, status=status)

    def numbers(self) -> dict[str, Any]:
        date = self.date
        scans = Scan.objects.filter(date__event=self.event).order_by("-pk")
        related = scans.select_related(
            "gate", "user", "ticket__place__seat", "ticket__type__category"
        )
        page = Paginator(related, SCANS_A_PAGE).get_page(self.request.GET.get("page"))
        return {
            "event": self.event,
            "date": date,
            "dates": list(self.event.dates.order_by("begins_at")),
            "attendance": attendance(date) if date else None,
            "gates": list(self.event.gates.prefetch_related("types__category")),
            "conflicts": with_earlier(conflicts_of(self.event)[:CONFLICTS_SHOWN]),
            "page_obj": page,
            "topic": check_in_topic(self.event.number),
        }

    @cached_property
    def date(self) -> EventDate | None:
        number = self.request.GET.get("date")
        if number:
            return get_object_or_404(self.event.dates.all(), number=number)
        return date_at(self.event, timezone.now())

    def invited(self) -> dict[str, Any]:
        """The link of the gate that was invited just now: it cannot be shown again."""
        pk, token = self.request.session.pop(SHOWN_ONCE, (None, ""))
        gate = self.event.gates.filter(pk=pk).first()
        if gate is None:
            return {}
        link = self.request.build_absolute_uri(reverse("ticketing:gate-link", args=[token]))
        code = segno.make(link, error="m", micro=False)
        qr = code.svg_inline(scale=6, dark="#241d19", light="#fff", omitsize=True)
        return {"invited": gate, "link": link, "qr": qr}


class RevokeGate(CheckInPage, View):
    def post(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        gate = get_object_or_404(self.event.gates.all(), pk=pk)
        revoke_gate(gate, timezone.now())
        messages.success(
            request, _("%(gate)s is ended. Its phone sees nothing any more.") % {"gate": gate}
        )
        return self.back()


class DecideScan(CheckInPage, View):
    def post(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        scan = get_object_or_404(Scan, pk=pk, date__event=self.event, is_conflict=True)
        is_counted = request.POST.get("do") == "count"
        try:
            decide(scan, is_counted=is_counted, by=request.user, now=timezone.now())
        except MoveRefused as refusal:
            show_refusal(request, refusal)
        else:
            done = _("The visitor counts.") if is_counted else _("The visitor does not count.")
            messages.success(request, done)
        return self.back()


class ScansCsv(CheckInPage, View):
    def get(self, request: HttpRequest, number: str) -> StreamingHttpResponse:
        return csv_download(scans_as_csv(self.event), f"scans-{self.event.number}.csv")
