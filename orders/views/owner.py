"""The orders of stores, for their members: the board of open ones, and the list of all."""

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django.views.generic import ListView
from django_filters.views import FilterView
from django_htmx.http import HttpResponseClientRefresh

from core.pages import Page
from core.panels import page_version, panels_of, timeline, with_panels
from core.spreadsheets import csv_download
from core.versions import version_of
from live.pages import live_context, person_topic
from orders.acknowledging import acknowledge
from orders.board import WAITING, board_of, fingerprint, refresh_in, ringing_in
from orders.filters import SoldFilter
from orders.models import Order
from orders.move_forms import steps_of
from orders.platform_shares import platform_pays, platform_pays_in_sql, platform_share
from orders.promises import is_late, seconds_until_late
from orders.queries import sold_order
from orders.spreadsheets import orders_as_csv
from orders.statuses import COMPLETED, MAKING, OVER
from orders.topics import board_topics
from stores.access import Right, holders_of, stores_with
from stores.models import Store

BOARD = holders_of(Right.WORK_BOARD)


class Board(Page, View):
    """The page, or for htmx its cards; 204 if nothing changed."""

    access = BOARD

    def get(self, request):
        now = timezone.localtime()
        stores = self.stores()
        sends_only = bool(stores) and all(store.only_sends for store in stores)
        sends = any(store.offers_shipping for store in stores)
        columns = board_of(request.user, now, sends=sends, sends_only=sends_only)
        panels = panels_of("board", [request.user], request.user, now)[request.user.pk]
        holds = sum(store.holds for store in stores)
        is_open = any(store.is_open for store in stores)
        seen = fingerprint(columns, is_open, holds, panels, now)
        topics = board_topics(request.user, stores)
        follows = version_of(topics)
        if request.htmx and request.GET.get("follows", follows) != follows:
            return HttpResponseClientRefresh()  # the page's live token names other topics
        if request.htmx and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        context = {
            "columns": columns,
            "ringing": ringing_in(columns),
            "seen": seen,
            "follows": follows,
            "look_in": refresh_in(columns, now),
            "topics": " ".join([person_topic(request.user.pk), *topics]),
            "has_store": bool(stores),
            "is_open": is_open,
            "holds": holds,
            "panels": panels,
            **live_context(request, *topics),
        }
        name = "_board" if request.htmx else "board"
        return render(request, f"orders/owner/{name}.html", context)

    def stores(self):
        """The stores on whose board the user works; archived ones only while they have open orders.

        `holds` is how many unpaid orders hold their stock.
        """
        waiting = Order.objects.filter(store=OuterRef("pk"), status__in=WAITING)
        holding = Order.objects.holding().filter(store=OuterRef("pk")).order_by().values("store")
        holds = Coalesce(Subquery(holding.annotate(holds=Count("pk")).values("holds")), 0)
        mine = Store.objects.filter(pk__in=stores_with(self.request.user, Right.WORK_BOARD))
        mine = mine.filter(Q(archived_at=None) | Exists(waiting))
        offers = ("offers_delivery", "offers_pickup", "offers_shipping")
        return list(mine.annotate(holds=holds).only("pk", "is_open", "owner", *offers))


class Holds(Page, ListView):
    """Unpaid orders that hold stock, the first to expire first; the store can release them."""

    access = BOARD
    template_name = "orders/owner/holds.html"
    context_object_name = "orders"
    paginate_by = 20

    def get_queryset(self):
        holds = Order.objects.held_for(self.request.user).select_related("store")
        return holds.prefetch_related("lines").order_by("pay_by", "pk")


class Seen(Page, View):
    """Acknowledges the given new orders."""

    access = BOARD

    def post(self, request):
        numbers = request.POST.getlist("number")
        acknowledge(Order.objects.sold_by(request.user).filter(number__in=numbers))
        return redirect("orders:board")


class SoldOrder(Page, View):
    """An order, or for htmx its fragment; 204 if nothing changed. Opening the page acknowledges it."""

    access = BOARD

    def get(self, request, number):
        order = sold_order.get_or_404(request.user.pk, number)
        history = list(order.history.select_related("actor"))
        now = timezone.now()
        panels = panels_of("sold-order", [order], request.user, now)[order.pk]
        late = is_late(order, now)
        seen = page_version(history, panels, late)
        if request.htmx and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        if order.is_unacknowledged:
            acknowledge(Order.objects.filter(pk=order.pk))
        adjustments = list(order.adjustments.all())
        context = {
            "order": order,
            "history": timeline(history, panels),
            "lines": order.lines.all(),
            "adjustments": adjustments,
            "platform_share": (share := platform_share(adjustments)),
            "platform_pays": platform_pays(order, share),
            "steps": steps_of(order, request.user),
            "is_made": order.status in MAKING,
            "is_late": late,
            "look_in": seconds_until_late([order], now),
            "changes": order.status not in OVER or any(panel.is_open for panel in panels),
            "panels": panels,
            "seen": seen,
            **live_context(request, f"order.{order.number}"),
        }
        name = "_order" if request.htmx else "order"
        return render(request, f"orders/owner/{name}.html", context)


class Sold(Page, FilterView):
    access = holders_of(Right.SEE_TAKINGS)
    template_name = "orders/owner/sold.html"
    filterset_class = SoldFilter
    context_object_name = "orders"
    paginate_by = 20
    strict = False

    def get_queryset(self):
        sold = Order.objects.sold_by(self.request.user, Right.SEE_TAKINGS)
        orders = sold.select_related("store")
        return orders.prefetch_related("lines")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(sums=self.sums(), **kwargs)
        orders = with_panels("order-row", context["orders"], self.request.user, timezone.now())
        return {**context, "orders": orders}

    def sums(self):
        """Sums of completed orders by currency, of everything the filter finds, not only of this page.

        `platform` is what it pays of their discounts.
        """
        done = self.object_list.order_by().filter(status=COMPLETED)
        found = done.annotate(platform_pays=platform_pays_in_sql()).values("currency")
        sums = found.annotate(
            orders=Count("pk"),
            gross=Sum("paid"),
            back=Sum("refunded"),
            platform=Sum("platform_pays"),
        )
        return sums.annotate(net=F("gross") - F("back"))


class SoldDownload(Sold):
    """The same orders without pagination, as a CSV file."""

    def get_context_data(self, **kwargs):
        return kwargs

    def render_to_response(self, context, **kwargs):
        return csv_download(orders_as_csv(self.object_list, for_store=True), "sold.csv")

    def get_paginate_by(self, queryset):
        return None
