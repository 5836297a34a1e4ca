"""The dates of an event: adding, changing, postponing, cancelling, and the refunds of a cancelled one."""

import uuid
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from core.limit_pages import sentence
from core.limits import LimitReached
from core.money import format_money
from core.spreadsheets import csv_download, csv_lines, inert
from jobs.queue import BULK_PRIORITY, enqueue
from live.pages import live_context
from ticketing.changes import Postponement, cancel_date, postpone
from ticketing.dates.edits import add_dates, change_date, has_tickets, remove_date
from ticketing.dates.places import DateRefused
from ticketing.dates.refunds import lines_left, try_again
from ticketing.editing import likely_plan
from ticketing.event_forms import CancelForm, DateForm, DatesForm, PostponeForm
from ticketing.models import ChangeKind, DateChange, LineRefund, RefundOutcome
from ticketing.statuses import ADMITS
from ticketing.tasks import refund_lines
from ticketing.views.owner_base import EventPage

SHOWN_FAILURES = 100


class DatesAdd(EventPage, View):
    def get(self, request: HttpRequest, event: str) -> HttpResponse:
        form = self.form(initial={"doors_before": 60})
        asked = request.GET.get("plan")
        form.initial["plan_version"] = asked or likely_plan(self.event, form.plans)
        return self.show(form)

    def post(self, request: HttpRequest, event: str) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                dates = add_dates(self.event, form.evenings)
            except DateRefused as refusal:
                form.add_error(None, str(refusal))
            except LimitReached as refusal:
                form.add_error(None, sentence(request, refusal))
            else:
                messages.success(request, _("Dates added: %(number)s.") % {"number": len(dates)})
                has_prices = self.event.categories.filter(types__isnull=False).exists()
                return self.back("event-manage" if has_prices else "prices")
        return self.show(form, 422)

    def form(self, *data: Any, **options: Any) -> DatesForm:
        return DatesForm(*data, store=self.event.store, now=timezone.now(), **options)

    def show(self, form: DatesForm, status: int = 200) -> HttpResponse:
        return self.page("dates_add", {"form": form}, status)


class DateEdit(EventPage, View):
    def get(self, request: HttpRequest, event: str, date: str) -> HttpResponse:
        return self.show(DateForm(instance=self.date))

    def post(self, request: HttpRequest, event: str, date: str) -> HttpResponse:
        form = DateForm(request.POST, instance=self.date)
        if form.is_valid():
            try:
                fresh = self.event.dates.get(pk=self.date.pk)
                fresh.event = self.event
                change_date(fresh, form.cleaned_data)
            except DateRefused as refusal:
                form.add_error(None, str(refusal))
            except LimitReached as refusal:
                form.add_error(None, sentence(request, refusal))
            else:
                messages.success(request, _("Saved."))
                return self.back()
        return self.show(form, 422)

    def show(self, form: DateForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "date": self.date, "has_tickets": has_tickets(self.date)}
        return self.page("date", context, status)


class DateRemove(EventPage, View):
    works_beyond_limits = True

    def post(self, request: HttpRequest, event: str, date: str) -> HttpResponse:
        try:
            remove_date(self.date)
        except DateRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The date is removed."))
        return self.back()


class DatePostpone(EventPage, View):
    works_beyond_limits = True  # holders of tickets have to know

    def get(self, request: HttpRequest, event: str, date: str) -> HttpResponse:
        initial = {"begins_at": self.date.begins_at, "key": uuid.uuid4()}
        return self.show(PostponeForm(initial=initial))

    def post(self, request: HttpRequest, event: str, date: str) -> HttpResponse:
        form = PostponeForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            until = data["returnable_until"]
            wanted = Postponement(
                data["begins_at"],
                end_of(until) if until else None,
                data["note"],
            )
            try:
                postpone(self.date, wanted, by=self.user, now=timezone.now(), key=data["key"])
            except DateRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("It is postponed, and its holders are being told."))
                return self.back()
        return self.show(form, 422)

    def show(self, form: PostponeForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "date": self.date, "tickets": admitting(self.date)}
        return self.page("date_postpone", context, status)


class DateCancel(EventPage, View):
    works_beyond_limits = True

    def get(self, request: HttpRequest, event: str, date: str) -> HttpResponse:
        return self.show(CancelForm())

    def post(self, request: HttpRequest, event: str, date: str) -> HttpResponse:
        form = CancelForm(request.POST)
        if form.is_valid():
            note = form.cleaned_data["note"]
            try:
                cancel_date(self.date, note, by=self.user, now=timezone.now())
            except DateRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return self.back("date-refunds", self.date.number)
        return self.show(form, 422)

    def show(self, form: CancelForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "date": self.date, "tickets": admitting(self.date)}
        return self.page("date_cancel", context, status)


class RefundsPage(EventPage):
    works_beyond_limits = True

    @cached_property
    def change(self) -> DateChange:
        return get_object_or_404(DateChange, date=self.date, kind=ChangeKind.CANCELLED)

    def failed(self) -> Any:
        rows = self.change.refunds.filter(outcome=RefundOutcome.FAILED)
        return rows.select_related("line__order").order_by("pk")


class DateRefunds(RefundsPage, View):
    """The progress; while some lines are left, htmx replaces it after each batch."""

    def get(self, request: HttpRequest, event: str, date: str) -> HttpResponse:
        change = self.change
        done, left = change.refunds.count(), lines_left(change).count()
        context = {
            "change": change,
            "date": self.date,
            "done": done,
            "total": done + left,
            "failed": self.failed()[:SHOWN_FAILURES],
            "failures": self.failed().count(),
            **live_context(request, change.topic),
        }
        return self.page("_refunds" if request.htmx else "refunds", context)


class RefundsAgain(RefundsPage, View):
    @transaction.atomic
    def post(self, request: HttpRequest, event: str, date: str) -> HttpResponse:
        if try_again(self.change, by=self.user):
            enqueue(refund_lines, self.change.pk, priority=BULK_PRIORITY)
            messages.success(request, _("They are tried again."))
        else:
            messages.info(request, _("There is nothing to try again."))
        return self.back("date-refunds", self.date.number)


class RefundsDownload(RefundsPage, View):
    """What could not go back, as CSV."""

    def get(self, request: HttpRequest, event: str, date: str) -> StreamingHttpResponse:
        rows = failures_as_rows(list(self.failed()))
        return csv_download(csv_lines(rows), "not-refunded.csv")


def failures_as_rows(refunds: list[LineRefund]) -> Iterator[list[str]]:
    titles = (_("Order"), _("Name"), _("E-mail"), _("Tickets"), _("Amount"), _("Reason"))
    rows = [list(map(str, titles))]
    for refund in refunds:
        order = refund.line.order
        amount = format_money(refund.amount, order.currency)
        about = [order.number, order.name, order.email, str(refund.pieces), amount, refund.reason]
        rows.append(list(map(inert, about)))
    return iter(rows)


def admitting(date: Any) -> int:
    """How many tickets are valid."""
    count: int = date.tickets.filter(status__in=ADMITS).count()
    return count


def end_of(day: Any) -> datetime:
    """The last minute of the day in the active time zone, which is the event's."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
