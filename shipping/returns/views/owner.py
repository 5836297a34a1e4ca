"""Returns of a member's stores: the list, one return with its moves, and the store's terms."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import Case, Prefetch, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View
from django.views.generic import ListView

from accounts.models import User
from core.access import signed_in
from core.actors import Actor
from core.lifecycle import open_moves
from core.pages import Page
from core.spreadsheets import csv_download
from shipping.models.return_photos import ReturnPhoto
from shipping.models.returns import Return
from shipping.return_lifecycle import APPROVED, OPEN, RECEIVED, REQUESTED
from shipping.returns.forms import TermsForm
from shipping.returns.panels import photo_urls
from shipping.returns.queries import return_of_party, returns_to_answer
from shipping.returns.services import terms_of
from shipping.returns.spreadsheets import returns_as_csv
from shipping.returns.views.customer import ReturnMoves
from stores.access import Right, holders_of, stores_with
from stores.models import Store
from stores.views.owner import MemberPage

BOARD = holders_of(Right.WORK_BOARD)

# What the list can be narrowed to.
FILTERS = [
    ("", gettext_lazy("All")),
    ("waiting", gettext_lazy("Waiting for you")),
    ("overdue", gettext_lazy("Overdue")),
    ("coming", gettext_lazy("On the way back")),
    ("ended", pgettext_lazy("return", "Ended")),
]


class ReturnList(Page, ListView):  # type: ignore[type-arg]
    """Overdue ones first, then those that wait for the store."""

    access = BOARD
    template_name = "shipping/returns/list.html"
    context_object_name = "returns"
    paginate_by = 20

    @property
    def shown(self) -> str:
        return self.request.GET.get("show", "")

    def get_queryset(self) -> QuerySet[Return]:
        now = timezone.now()
        returns = Return.objects.sold_by(self.request.user)
        match self.shown:
            case "waiting":
                returns = returns.filter(status__in=[REQUESTED, RECEIVED])
            case "overdue":
                returns = returns.overdue(now)
            case "coming":
                returns = returns.filter(status=APPROVED)
            case "ended":
                returns = returns.exclude(status__in=OPEN)
        urgency = Case(
            When(Q(status=RECEIVED, refund_due__lte=now), then=Value(0)),
            When(status__in=[REQUESTED, RECEIVED], then=Value(1)),
            When(status=APPROVED, then=Value(2)),
            default=Value(3),
        )
        found = returns.select_related("order__store").prefetch_related("lines__line")
        return found.order_by(urgency, "refund_due", "-requested_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        context = super().get_context_data(**kwargs)
        for each in context["returns"]:
            each.late = each.is_overdue(now)
        counts = returns_to_answer(self.request.user, now)
        stores = Store.objects.filter(pk__in=stores_with(self.request.user, Right.EDIT_STORE))
        sends = Q(offers_shipping=True) | Q(return_terms__isnull=False)
        return {
            **context,
            "filters": FILTERS,
            "shown": self.shown,
            "counts": counts,
            "stores": stores.filter(sends, archived_at=None),
        }


class ReturnDownload(ReturnList):
    """The same returns without pages, as a CSV file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        lines = returns_as_csv(self.get_queryset().iterator(1000))
        return csv_download(lines, "returns.csv")


class ReturnDetail(Page, View):
    access = BOARD

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        returns = Return.objects.sold_by(request.user).select_related("order__store", "carrier")
        photos = Prefetch("photos", ReturnPhoto.objects.defer("content"))
        goods_return = get_object_or_404(returns.prefetch_related(photos), number=number)
        context = {
            "goods_return": goods_return,
            "order": goods_return.order,
            "rows": goods_return.rows(),
            "photos": photo_urls(goods_return, request.user),
            "settlement": goods_return.settlement(),
            "is_overdue": goods_return.is_overdue(timezone.now()),
            "steps": open_moves(goods_return, request.user),
            "history": goods_return.history.select_related("actor"),
        }
        return render(request, "shipping/returns/detail.html", context)


class MoveReturn(Page, ReturnMoves):
    """Of a return that the user sells or bought."""

    access = signed_in

    def row_and_actor(self) -> tuple[Return, Actor]:
        user = cast(User, self.request.user)
        return return_of_party.get_or_404(user.pk, self.kwargs["number"]), user

    def page_of(self, row: Return) -> str:
        if row.order.customer_id == self.request.user.pk:
            return row.order.get_absolute_url()
        return reverse("shipping:return", args=[row.number])


class Terms(MemberPage, View):
    access = holders_of(Right.EDIT_STORE)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.page(TermsForm(instance=terms_of(self.store)))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = TermsForm(request.POST, instance=terms_of(self.store))
        if not form.is_valid():
            return self.page(form, status=422)
        form.save()
        messages.success(request, _("Saved."))
        return redirect("shipping:returns")

    def page(self, form: TermsForm, status: int = 200) -> HttpResponse:
        context = {"store": self.store, "form": form}
        return render(self.request, "shipping/returns/terms.html", context, status=status)
