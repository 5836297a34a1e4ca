"""Orders in the admin: read-only, but for the moves of orders.lifecycle."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from core.admin import History, Moves, ReadOnly, ReadOnlyRows, money_column
from core.days import start_of_day
from orders.adjustments import format_amount
from orders.models import Adjustment, Order, OrderLine, OrderMove
from orders.move_forms import move_form
from orders.platform_shares import platform_pays, platform_share
from orders.queries import ended_since
from orders.statuses import Status

# A status without a colour is grey; without a row here it would show its stored value.
COLOURS = dict.fromkeys(Status) | {
    Status.PENDING: "warning",
    Status.PAID: "danger",
    Status.ACCEPTED: "info",
    Status.READY: "primary",
    Status.DISPATCHED: "primary",
    Status.COMPLETED: "success",
}


class EndedFilter(admin.SimpleListFilter):
    """Orders that ended today, as counted on the admin's dashboard."""

    title, parameter_name = pgettext_lazy("orders", "ended"), "ended"

    def lookups(self, request, model_admin):
        return [("today", _("Today"))]

    def queryset(self, request, queryset):
        if self.value() != "today":
            return queryset
        return ended_since(start_of_day(timezone.now()), queryset)


class PartsOfOrder(ReadOnlyRows):
    """Rows selected with their order, which has their currency."""

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("order")


class LinesOfOrder(PartsOfOrder):
    model = OrderLine
    fields = ("quantity", "name", "chosen", "price_of_one", "price")
    price_of_one = money_column("unit_price", _("price"), of="order")
    price = money_column("total", _("total"), of="order")

    @admin.display(description=_("options"))
    def chosen(self, line):
        return line.choices


class AdjustmentsOfOrder(PartsOfOrder):
    model = Adjustment
    fields = ("named", "price", "platform", "source")
    platform = money_column("platform_share", _("paid by the platform"), of="order")

    @admin.display(description=_("kind"))
    def named(self, adjustment):
        return str(adjustment)

    @admin.display(description=_("amount"))
    def price(self, adjustment):
        return format_amount(adjustment, adjustment.order.currency)


class HistoryOfOrder(History):
    model = OrderMove


@admin.register(Order)
class OrderAdmin(Moves, ReadOnly, ModelAdmin):
    list_display = ("number", "badge", "store", "money", "fulfilment", "placed_at")
    list_filter = ("status", EndedFilter, "fulfilment", ("store", AutocompleteSelectFilter))
    list_filter_submit = True
    list_select_related = ("store",)
    search_fields = ("number", "email", "phone")
    date_hierarchy = "placed_at"
    show_full_result_count = False
    inlines = [LinesOfOrder, AdjustmentsOfOrder, HistoryOfOrder]
    loads = ("store",)
    view_on_site = False  # get_absolute_url is a page for the buyer only
    money = money_column("total", _("total"))
    came = money_column("paid", _("paid"))
    went_back = money_column("refunded", _("refunded"))
    platform = money_column("platform_pays", _("paid by the platform"))
    fields = (
        ("number", "status"),
        ("store", "fulfilment"),
        ("customer", "name"),
        ("email", "phone"),
        ("postcode", "address"),
        ("region", "country"),
        ("note", "cutlery"),
        "rider_note",
        ("money", "currency"),
        ("came", "went_back", "platform"),
        ("placed_at", "pay_by"),
        "ready_by",
    )
    readonly_fields = ("status", "money", "came", "went_back", "platform")

    def get_object(self, request, object_id, from_field=None):
        order = super().get_object(request, object_id, from_field)
        if order is not None:
            order.platform_pays = platform_pays(order, platform_share(order.adjustments.all()))
        return order

    @display(description=_("status"), ordering="status", label=COLOURS)
    def badge(self, order):
        return order.status, order.get_status_display()

    def move_form(self, row, verb, data):
        return move_form(verb, data, row)

    def state_of(self, row):
        return f"{row.store} · {row.get_status_display()}"
