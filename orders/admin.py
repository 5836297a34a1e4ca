"""Orders in the admin: read, and moved by their table of moves; nothing is edited by hand."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextareaWidget

from core.admin import History, ReadOnly, ReadOnlyRows
from core.lifecycle import MoveForbidden, MoveRefused, UnknownMove, move, open_moves
from core.money import format_money
from orders.lifecycle import Status
from orders.models import Adjustment, Order, OrderLine, OrderMove
from orders.move_forms import move_form

COLOURS = {
    Status.PENDING: "warning",
    Status.PAID: "danger",
    Status.ACCEPTED: "info",
    Status.READY: "primary",
    Status.DISPATCHED: "primary",
    Status.COMPLETED: "success",
}
WIDGETS = {"minutes": UnfoldAdminIntegerFieldWidget, "note": UnfoldAdminTextareaWidget}


class LinesOfOrder(ReadOnlyRows):
    model = OrderLine
    fields = ("quantity", "name", "chosen", "unit_price", "total")

    @admin.display(description=_("options"))
    def chosen(self, line):
        return line.choices


class AdjustmentsOfOrder(ReadOnlyRows):
    model = Adjustment
    fields = ("kind", "label", "amount")


class HistoryOfOrder(History):
    model = OrderMove


@admin.register(Order)
class OrderAdmin(ReadOnly, ModelAdmin):
    list_display = ("number", "badge", "store", "money", "fulfilment", "placed_at")
    list_filter = ("status", "fulfilment", ("store", AutocompleteSelectFilter))
    list_filter_submit = True
    list_select_related = ("store",)
    search_fields = ("number", "email", "phone")
    date_hierarchy = "placed_at"
    show_full_result_count = False
    inlines = [LinesOfOrder, AdjustmentsOfOrder, HistoryOfOrder]
    change_form_before_template = "admin/orders/moves.html"
    view_on_site = False  # that page is the buyer's alone
    fields = (
        ("number", "status"),
        ("store", "fulfilment"),
        ("customer", "name"),
        ("email", "phone"),
        ("postcode", "address"),
        "note",
        ("money", "currency"),
        ("placed_at", "pay_by"),
        "ready_by",
    )
    readonly_fields = ("status", "money")

    @display(description=_("status"), ordering="status", label=COLOURS)
    def badge(self, order):
        return order.status, order.get_status_display()

    @admin.display(description=_("total"), ordering="total")
    def money(self, order):
        return format_money(order.total, order.currency)

    def get_urls(self):
        view = self.admin_site.admin_view(self.move_view)
        return [
            path("<int:pk>/move/<str:verb>/", view, name="orders_order_move"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        order = self.get_object(request, object_id)
        moves = self.moves_of(order, request.user) if order else []
        context = {**(extra_context or {}), "moves": moves}
        return super().change_view(request, object_id, form_url, context)

    def moves_of(self, order, user):
        """Only who may change orders makes moves here, even of a store or an order of their own."""
        return open_moves(order, user) if user.has_perm("orders.change_order") else []

    def move_view(self, request, pk, verb):
        """A GET asks whether it is meant, and what the move needs to know; the POST makes it."""
        if not request.user.has_perm("orders.change_order"):
            raise PermissionDenied
        if verb not in Order.MOVES:
            raise Http404
        order = get_object_or_404(Order.objects.select_related("store"), pk=pk)
        form = self.form_of(verb, request.POST if request.method == "POST" else None)
        if form.is_valid():
            self.make(request, order, verb, form.cleaned_data)
        else:
            for step in self.moves_of(order, request.user):
                if step.verb == verb:
                    return self.ask(request, order, step, form)
            messages.error(request, gettext("This step cannot be taken now."))
        return redirect(reverse("admin:orders_order_change", args=[order.pk]))

    def form_of(self, verb, data):
        form = move_form(verb, data)
        for name, field in form.fields.items():
            attributes = field.widget.attrs
            field.widget = WIDGETS[name]()
            field.widget.attrs.update(attributes)
        return form

    def make(self, request, order, verb, details):
        try:
            record = move(order, verb, by=request.user, **details)
        except (MoveForbidden, UnknownMove) as refusal:
            raise PermissionDenied from refusal
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{order}: {record.label}")

    def ask(self, request, order, step, form):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{order}: {step.label}",
            "order": order,
            "step": step,
            "form": form,
        }
        return render(request, "admin/orders/move.html", context)
