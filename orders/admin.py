"""Orders in the admin: read, and moved by their table of moves; nothing is edited by hand."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from core.admin import History, Moves, ReadOnly, ReadOnlyRows
from core.money import format_money
from orders.lifecycle import Status
from orders.models import Adjustment, Order, OrderLine, OrderMove
from orders.move_forms import move_form

# One without a colour is grey; one without a row would show its bare value.
COLOURS = dict.fromkeys(Status) | {
    Status.PENDING: "warning",
    Status.PAID: "danger",
    Status.ACCEPTED: "info",
    Status.READY: "primary",
    Status.DISPATCHED: "primary",
    Status.COMPLETED: "success",
}


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
class OrderAdmin(Moves, ReadOnly, ModelAdmin):
    list_display = ("number", "badge", "store", "money", "fulfilment", "placed_at")
    list_filter = ("status", "fulfilment", ("store", AutocompleteSelectFilter))
    list_filter_submit = True
    list_select_related = ("store",)
    search_fields = ("number", "email", "phone")
    date_hierarchy = "placed_at"
    show_full_result_count = False
    inlines = [LinesOfOrder, AdjustmentsOfOrder, HistoryOfOrder]
    loads = ("store",)
    view_on_site = False  # that page is the buyer's alone
    fields = (
        ("number", "status"),
        ("store", "fulfilment"),
        ("customer", "name"),
        ("email", "phone"),
        ("postcode", "address"),
        ("note", "cutlery"),
        "rider_note",
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

    def move_form(self, row, verb, data):
        return move_form(verb, data, row)

    def state_of(self, row):
        return f"{row.store} · {row.get_status_display()}"
