"""An owner's orders: the board they work on, and what was sold."""

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View
from django.views.generic import DetailView
from django_filters.views import FilterView

from core.access import owners
from core.pages import Page
from core.panels import panels_of
from live.pages import live_context
from orders.board import board_of, fingerprint
from orders.filters import SoldFilter
from orders.lifecycle import COMPLETED
from orders.models import Order
from orders.move_forms import steps_of
from orders.spreadsheets import orders_as_csv
from stores.models import Store

MOST_TOPICS = 60  # a token of more would not fit into an address


class Board(Page, View):
    """The page, or to htmx its tickets: 204 while nothing changed."""

    access = owners

    def get(self, request):
        now = timezone.localtime()
        columns = board_of(request.user, now)
        seen = fingerprint(columns, now)
        if request.htmx and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        stores = self.stores()
        topics = [f"store.{pk}.orders" for pk, _is_open in stores][:MOST_TOPICS]
        context = {
            "columns": columns,
            "seen": seen,
            "topics": " ".join(topics),
            "has_store": bool(stores),
            "is_open": any(is_open for _pk, is_open in stores),
            **live_context(request, *topics),
        }
        name = "_board" if request.htmx else "board"
        return render(request, f"orders/owner/{name}.html", context)

    def stores(self):
        mine = Store.objects.filter(owner=self.request.user, archived_at=None)
        return list(mine.values_list("pk", "is_open"))


class SoldOrder(Page, DetailView):
    access = owners
    template_name = "orders/owner/order.html"
    context_object_name = "order"

    def get_object(self, queryset=None):
        orders = Order.objects.sold_by(self.request.user).select_related("store")
        return get_object_or_404(orders, number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            lines=self.object.lines.all(),
            adjustments=self.object.adjustments.all(),
            history=self.object.history.select_related("actor"),
            steps=steps_of(self.object, self.request.user),
            panels=panels_of("sold-order", [self.object], self.request.user)[self.object.pk],
            **kwargs,
        )


class Sold(Page, FilterView):
    access = owners
    template_name = "orders/owner/sold.html"
    filterset_class = SoldFilter
    context_object_name = "orders"
    paginate_by = 20
    strict = False

    def get_queryset(self):
        orders = Order.objects.sold_by(self.request.user).select_related("store")
        return orders.prefetch_related("lines")

    def get_context_data(self, **kwargs):
        return super().get_context_data(sums=self.sums(), **kwargs)

    def sums(self):
        """Of everything the filter finds, not only of this page: completed orders by currency."""
        found = self.object_list.order_by().filter(status=COMPLETED)
        return found.values("currency").annotate(orders=Count("pk"), total=Sum("total"))


class SoldDownload(Sold):
    """The same orders, every page of them, as a spreadsheet."""

    def render_to_response(self, context, **kwargs):
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="sold.csv"'
        orders_as_csv(self.object_list.iterator(1000), response)
        return response

    def get_paginate_by(self, queryset):
        return None
