"""Sending many orders: what is to be printed, the CSV to fill in, its upload, and what became of it."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import ListView

from accounts.models import User
from core.csv_reading import FileRefused
from core.pages import Page
from core.spreadsheets import csv_download, csv_lines, inert
from jobs.queue import BULK_PRIORITY, enqueue
from live.pages import live_context
from shipping.bulk.batches import start_report
from shipping.bulk.orders_csv import orders_as_csv, orders_to_ship
from shipping.bulk.reading import DispatchRow, packed, read_key, read_upload, unpacked
from shipping.bulk.services import RowResult, preview_rows
from shipping.bulk.tasks import dispatch_batch
from shipping.bulk_outcomes import Outcome
from shipping.models import Carrier, DispatchReport
from shipping.papers.facts import MAX_PAPERS
from stores.access import Right, holders_of

BOARD = holders_of(Right.WORK_BOARD)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV with carriers and tracking numbers"),
        help_text=gettext_lazy("Up to 2,000 rows and 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class ToShip(Page, ListView):  # type: ignore[type-arg]
    """Orders that wait to be sent, to be printed; and the upload."""

    access = BOARD
    template_name = "shipping/bulk/to_ship.html"
    context_object_name = "orders"
    paginate_by = 100

    def get_queryset(self) -> Any:
        return orders_to_ship(cast(User, self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        carriers = Carrier.objects.filter(is_offered=True)
        more = {"form": UploadForm(), "carriers": carriers, "most": MAX_PAPERS}
        return super().get_context_data(**{**more, **kwargs})


class ToShipDownload(Page, View):
    access = BOARD

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        orders = orders_to_ship(cast(User, request.user))
        return csv_download(orders_as_csv(orders), "to-ship.csv")


class Upload(ToShip):
    """A file shows what would happen; its `rows`, sent back, make it happen."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        try:
            if "rows" in request.POST:
                return self.dispatch_orders(unpacked(request.POST["rows"]))
            if form.is_valid():
                return self.preview(read_upload(form.cleaned_data["file"].read()))
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        self.object_list = self.get_queryset()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def preview(self, rows: list[DispatchRow]) -> HttpResponse:
        results = preview_rows(rows, cast(User, self.request.user))
        context = {
            "results": results,
            "rows": packed(rows),
            "key": uuid4(),
            "ready": count(results),
        }
        return render(self.request, "shipping/bulk/preview.html", context)

    @transaction.atomic
    def dispatch_orders(self, rows: list[DispatchRow]) -> HttpResponse:
        """A page that is confirmed twice leads to the same report."""
        report, is_new = start_report(
            rows,
            by=cast(User, self.request.user),
            key=read_key(self.request.POST.get("key", "")),
            language=get_language() or "",
            now=timezone.now(),
        )
        if is_new:
            enqueue(dispatch_batch, report.pk, priority=BULK_PRIORITY)
        return redirect("shipping:dispatch-report", report.pk)


class Report(Page, View):
    """The rows that are done; while some are not, how many, and htmx replaces it after each batch."""

    access = BOARD

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = get_object_or_404(DispatchReport, pk=pk, user=request.user)
        context = {"report": report, **live_context(request, report.topic)}
        name = "_report" if request.htmx else "report"
        return render(request, f"shipping/bulk/{name}.html", context)


class ReportDownload(Page, View):
    access = BOARD

    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        report = get_object_or_404(DispatchReport, pk=pk, user=request.user)
        titles = (
            _("Line"),
            _("Order"),
            _("Carrier"),
            _("Tracking number"),
            _("Result"),
            _("Reason"),
        )
        rows = [
            [line, *map(inert, (number, carrier, tracking)), str(Outcome(code).label), reason]
            for line, number, carrier, tracking, code, reason in report.rows
        ]
        return csv_download(csv_lines([titles, *rows]), "dispatched.csv")


def count(results: list[RowResult]) -> int:
    return sum(result.outcome == Outcome.READY for result in results)
