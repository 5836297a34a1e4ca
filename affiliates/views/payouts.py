"""Payouts of a store's partners: preview, run, approval, the file for the bank."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from affiliates.bank_accounts import masked
from affiliates.forms import DiscardForm
from affiliates.lifecycle import RunStatus, downloads_of
from affiliates.models import PayoutRun
from affiliates.payouts import PayoutRefused, make_run, preview, sums_of
from affiliates.spreadsheets import as_download, bank_rows
from affiliates.views.owner import ProgrammePage
from core.lifecycle import MoveRefused, OpenMove, move, open_moves
from core.lifecycle.forms import MoveForm
from core.lifecycle.views import MoveView

SHOWN_RUNS = 12  # on one page

# What each move does, where its label does not say it.
MEANINGS = {
    "approve": gettext_lazy("Then the file for the bank can be downloaded."),
    "pay": gettext_lazy("Do this after the transfer: the partners are told that it is on its way."),
    "discard": gettext_lazy("Nothing is paid, and all its sales are payable again."),
}


class Payouts(ProgrammePage, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        prepared = preview(self.programme, timezone.now()) if self.programme.pk else []
        paid = [each for each in prepared if not each.problem]
        runs = PayoutRun.objects.filter(programme__store=self.store).prefetch_related("payouts")
        page = Paginator(runs, SHOWN_RUNS).get_page(request.GET.get("page"))
        context = {
            "prepared": prepared,
            "sums": sums_of(paid) if paid else None,
            "page_obj": page,
            "runs": [(run, sums_of(list(run.payouts.all()))) for run in page.object_list],
            "currency": self.store.currency,
        }
        return self.page("payouts", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.programme.pk:
            raise Http404
        try:
            run = make_run(self.programme, by=request.user)
        except PayoutRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.url("payouts"))
        messages.success(request, _("The payout is prepared. Its sales are locked in."))
        return redirect(self.url("run", run.number))


class OneRun(ProgrammePage):
    @cached_property
    def run(self) -> PayoutRun:
        runs = PayoutRun.objects.filter(programme__store=self.store)
        return get_object_or_404(
            runs.select_related("programme__store"), number=self.kwargs["number"]
        )


class RunDetail(OneRun, View):
    def get(self, request: HttpRequest, slug: str, number: str) -> HttpResponse:
        payouts = list(self.run.payouts.select_related("partner").order_by("partner__name", "pk"))
        for payout in payouts:
            payout.run = self.run
        context = {
            "run": self.run,
            "rows": [(payout, masked(payout.bank_sealed)) for payout in payouts],
            "sums": sums_of(payouts),
            "steps": open_moves(self.run, request.user),
            "has_file": self.run.status in (RunStatus.APPROVED, RunStatus.PAID),
            "history": self.run.history.select_related("actor"),
        }
        return self.page("run", context)


class MoveRun(OneRun, MoveView):
    template_name = "affiliates/owner/move.html"

    def row_and_actor(self) -> tuple[PayoutRun, Any]:
        if self.kwargs["verb"] not in MEANINGS:
            raise Http404
        return self.run, self.request.user

    def page_of(self, row: PayoutRun) -> str:
        return self.url("run", row.number)

    def form_of(self, row: PayoutRun, verb: str, data: QueryDict | None = None) -> MoveForm:
        return DiscardForm(data, row) if verb == "discard" else MoveForm(data, row)

    def context(self, row: PayoutRun, step: OpenMove) -> dict[str, Any]:
        payouts = list(row.payouts.all())
        context = {"row": row, "store": self.store, "meaning": MEANINGS[step.verb]}
        context |= {"count": len(payouts), "net": sums_of(payouts)["net"]}
        return context | ({"downloads": downloads_of(row)} if step.verb == "discard" else {})


class BankFile(OneRun, View):
    """Only of an approved run: nothing else may be transferred. Who downloads it is recorded."""

    def get(self, request: HttpRequest, slug: str, number: str) -> StreamingHttpResponse:
        try:
            move(self.run, "download", by=request.user)
        except MoveRefused as refusal:
            raise Http404 from refusal
        return as_download(bank_rows(self.run), f"payout-{self.run.number}")
