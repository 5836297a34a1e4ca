"""Packing slips and labels of the orders that a member of their store chose."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import User
from core.pages import Page
from orders.models import Order
from shipping.models import Parcel
from shipping.papers.facts import MAX_PAPERS, Paper, paper_of_parcel, papers_of_orders
from shipping.papers.labels import SHEET, THERMAL, labels_as_pdf
from shipping.papers.slips import slips_as_pdf
from stores.access import Right, holders_of

KINDS: dict[str, Callable[[Sequence[Paper]], bytes]] = {
    "slips": slips_as_pdf,
    "sheet": lambda papers: labels_as_pdf(papers, SHEET),
    "thermal": lambda papers: labels_as_pdf(papers, THERMAL),
}


class Papers(Page, View):
    """`number` of orders, several times, or the code of one `parcel`."""

    access = holders_of(Right.WORK_BOARD)

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in KINDS:
            raise Http404
        numbers = list(dict.fromkeys(request.GET.getlist("number")))
        if code := request.GET.get("parcel"):
            return self.pdf(kind, [self.paper_of(code)])
        if not numbers:
            return self.refuse(_("Choose at least one order."))
        if len(numbers) > MAX_PAPERS:
            most = {"most": MAX_PAPERS}
            return self.refuse(_("At most %(most)s can be printed at once.") % most)
        found = self.orders().filter(number__in=numbers)
        if not found:
            raise Http404
        by_number = {order.number: order for order in found}
        chosen = [by_number[number] for number in numbers if number in by_number]
        return self.pdf(kind, papers_of_orders(chosen))

    def orders(self) -> Any:
        sold = Order.objects.sold_by(cast(User, self.request.user))
        return sold.select_related("store").prefetch_related("lines")

    def paper_of(self, code: str) -> Paper:
        parcels = Parcel.objects.sold_by(cast(User, self.request.user))
        return paper_of_parcel(get_object_or_404(parcels.select_related("order__store"), code=code))

    def pdf(self, kind: str, papers: list[Paper]) -> HttpResponse:
        response = HttpResponse(KINDS[kind](papers), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{kind}.pdf"'
        return response

    def refuse(self, sentence: str) -> HttpResponse:
        context = {"sentence": sentence}
        return render(self.request, "shipping/bulk/refused.html", context, status=422)
