"""Returns in the admin: read, and moved by their table of moves."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from core.admin import History, Moves, ReadOnly, ReadOnlyRows
from shipping.models import Return, ReturnLine, ReturnMove, ReturnTerms
from shipping.return_lifecycle import Status
from shipping.returns.forms import return_form

# A status without a colour is grey.
COLOURS = dict.fromkeys(Status) | {
    Status.REQUESTED: "warning",
    Status.APPROVED: "info",
    Status.RECEIVED: "primary",
    Status.REFUNDED: "success",
    Status.EXCHANGED: "success",
    Status.REFUSED: "danger",
}


class UnansweredFilter(admin.SimpleListFilter):
    """The open ones that the first page of the admin counts."""

    title, parameter_name = _("to be answered here"), "unanswered"

    def lookups(self, request, model_admin):
        return [("open", _("open at a store without an owner"))]

    def queryset(self, request, queryset):
        return queryset.open().without_owner() if self.value() == "open" else queryset


class HistoryOfReturn(History):
    model = ReturnMove


class LinesOfReturn(ReadOnlyRows):
    model = ReturnLine
    fields = ("line", "quantity", "restocked")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("line")


@admin.register(Return)
class ReturnAdmin(Moves, ReadOnly, ModelAdmin):
    loads = ("order__store",)
    list_display = ("number", "badge", "order", "store", "cause", "requested_at", "refund_due")
    list_filter = (
        "status",
        UnansweredFilter,
        "cause",
        "wish",
        ("order__store", AutocompleteSelectFilter),
    )
    list_filter_submit = True
    list_select_related = ("order__store",)
    search_fields = ("number", "order__number")
    date_hierarchy = "requested_at"
    show_full_result_count = False
    inlines = (LinesOfReturn, HistoryOfReturn)
    fields = (
        ("number", "status"),
        ("order", "store"),
        ("cause", "wish"),
        "text",
        ("postage", "is_paid_by_store", "refunded_amount"),
        ("carrier", "tracking_number"),
        ("requested_at", "received_at"),
        ("refund_due", "ended_at"),
    )
    readonly_fields = ("number", "status", "store")

    @display(description=_("status"), ordering="status", label=COLOURS)
    def badge(self, goods_return):
        return goods_return.status, goods_return.get_status_display()

    @admin.display(description=_("store"), ordering="order__store__name")
    def store(self, goods_return):
        return goods_return.order.store

    def move_form(self, row, verb, data):
        return return_form(verb, data, row)

    def state_of(self, row):
        return f"{row.order.store} · {row.get_status_display()}"


@admin.register(ReturnTerms)
class ReturnTermsAdmin(ReadOnly, ModelAdmin):
    list_display = ("store", "postage", "exchanges")
    list_select_related = ("store",)
    search_fields = ("store__name",)
