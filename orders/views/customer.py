"""A customer's orders."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from core.access import signed_in
from core.lifecycle import open_moves
from core.pages import CountedList, OpenList, Page
from core.panels import page_version, panels_of, timeline, with_panels
from core.spreadsheets import csv_download
from core.versions import version_of
from live.pages import live_context, person_topic
from orders.carts import CartOwner, order_again
from orders.fulfilment import Fulfilment
from orders.models import Order
from orders.promises import is_late, is_promised, seconds_until_late
from orders.queries import (
    ORDERS_A_PAGE,
    adjustments_of_order,
    first_orders_of,
    history_of_order,
    lines_of_order,
    order_of_buyer,
    orders_to_list,
)
from orders.spreadsheets import orders_as_csv
from orders.statuses import OVER


class OrderList(Page, CountedList, OpenList):
    """The page, or for htmx its rows; 204 if nothing changed."""

    access = signed_in
    template_name = "orders/customer/list.html"
    context_object_name = "orders"
    paginate_by = ORDERS_A_PAGE

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if request.htmx and request.GET.get("seen") == response.context_data["seen"]:
            return HttpResponse(status=204)
        return response

    def get_template_names(self):
        return ["orders/customer/_list.html"] if self.request.htmx else [self.template_name]

    def get_queryset(self):
        if self.shown == "" and "page" not in self.request.GET:
            return first_orders_of.all(self.request.user.pk)
        orders = orders_to_list(self.request.user.pk)
        match self.shown:
            case "current":
                return orders.exclude(status__in=OVER)
            case "past":
                return orders.filter(status__in=OVER)
        return orders

    @property
    def shown(self):
        return self.request.GET.get("show", "")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        orders = with_panels("order-row", context["orders"], self.request.user, timezone.now())
        return {
            **context,
            "orders": orders,
            "filters": [("", _("All")), ("current", _("Current")), ("past", _("Past"))],
            "shown": self.shown,
            "seen": shown_on(context["page_obj"], orders),
            "topic": person_topic(self.request.user.pk),
            **live_context(self.request),
        }


def shown_on(page, orders):
    """The version of a page of orders, each with its panels."""
    rows = [
        (order.pk, order.status, order.total, [panel.version for panel in order.panels])
        for order in orders
    ]
    return version_of(page.number, page.paginator.num_pages, rows)


class OrderDownload(Page, View):
    """Every order of the customer as a spreadsheet."""

    access = signed_in

    def get(self, request):
        orders = Order.objects.bought_by(request.user).filter(pay_by__isnull=False)
        orders = orders.select_related("store")
        return csv_download(orders_as_csv(orders), "orders.csv")


class OrderPage(Page, View):
    access = signed_in

    def get(self, request, number):
        return order_page(request, bought(request.user, number), request.user)


class OrderAgain(Page, View):
    access = signed_in

    def post(self, request, number):
        order = bought(request.user, number)
        cart, missing = order_again(order, CartOwner(user=request.user))
        if missing:
            names = ", ".join(missing)
            messages.warning(request, _("No longer offered: %(names)s") % {"names": names})
        return redirect("orders:carts" if cart else order)


def bought(user, number):
    return order_of_buyer.get_or_404(user.pk, number)


def left_at(history):
    """When it last left the store, if it did."""
    return next((step.at for step in reversed(history) if step.verb == "dispatch"), None)


def order_page(request, order, actor):
    """The buyer's page of an order; htmx gets its fragment, or 204 if nothing changed."""
    history = history_of_order.all(order.pk)
    for step in history:
        step.order = order  # whose words it is labelled by
    now = timezone.now()
    panels = panels_of("order", [order], actor, now)[order.pk]
    late = is_late(order, now)
    seen = page_version(history, panels, late)
    if request.htmx and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    context = {
        "order": order,
        "history": timeline(history, panels),
        "lines": lines_of_order.all(order.pk),
        "adjustments": adjustments_of_order.all(order.pk),
        "steps": open_moves(order, actor),
        "is_over": order.status in OVER,
        "goes_into_a_cart": order.fulfilment != Fulfilment.TICKET,
        "awaits_payment": order.awaits_payment(now),
        "is_promised": is_promised(order),
        "is_late": late,
        "left_at": left_at(history),
        "look_in": seconds_until_late([order], now),
        "panels": panels,
        "seen": seen,
        "link": request.build_absolute_uri(order.get_absolute_url()),
        **live_context(request, f"order.{order.number}"),
    }
    name = "_order" if request.htmx else "order"
    return render(request, f"orders/customer/{name}.html", context)
