"""Parcels in the admin: read, and moved by their table of moves; carriers and the costs of stores."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from core.admin import History, Moves, ReadOnly, ReadOnlyRows
from core.lifecycle import move
from orders.admin import OrderAdmin
from shipping import services
from shipping.forms import parcel_form
from shipping.lifecycle import Status
from shipping.models import Carrier, Parcel, ParcelLine, ParcelMove, Rate, Zone
from shipping.returns import admin as returns  # registers its own

__all__ = ["CarrierAdmin", "ParcelAdmin", "ZoneAdmin", "returns"]

COLOURS = dict.fromkeys(Status) | {
    Status.PACKED: "info",
    Status.DISPATCHED: "primary",
    Status.DELIVERED: "success",
}


class ParcelsOfOrder(ReadOnlyRows):
    model = Parcel
    fields = ("code", "status", "carrier", "tracking_number", "dispatched_at", "delivered_at")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("carrier")


# Orders do not know parcels, so parcels register their part of the order's page here.
OrderAdmin.inlines.append(ParcelsOfOrder)


class LinesOfParcel(ReadOnlyRows):
    model = ParcelLine
    fields = ("line", "quantity")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("line")


class HistoryOfParcel(History):
    model = ParcelMove


@admin.register(Parcel)
class ParcelAdmin(Moves, ReadOnly, ModelAdmin):
    loads = ("order__store", "carrier")
    list_display = ("code", "badge", "order", "store", "carrier", "tracking_number", "packed_at")
    list_filter = ("status", "carrier", ("order__store", AutocompleteSelectFilter))
    list_filter_submit = True
    list_select_related = ("order__store", "carrier")
    search_fields = ("code", "tracking_number", "order__number")
    date_hierarchy = "packed_at"
    show_full_result_count = False
    inlines = (LinesOfParcel, HistoryOfParcel)
    fields = (
        ("code", "status"),
        "order",
        ("carrier", "tracking_number"),
        "packed_at",
        ("dispatched_at", "delivered_at"),
    )
    readonly_fields = ("code", "status")

    @display(description=_("status"), ordering="status", label=COLOURS)
    def badge(self, parcel):
        return parcel.status, parcel.get_status_display()

    @admin.display(description=_("store"), ordering="order__store")
    def store(self, parcel):
        return parcel.order.store

    def move_form(self, row, verb, data):
        return parcel_form(verb, data, row)

    def make_move(self, row, verb, by, details):
        verbs = {"dispatch": services.dispatch, "correct": services.correct}
        if verb in verbs:
            return verbs[verb](row, by=by, **details)
        return move(row, verb, by=by)

    def lookup_allowed(self, lookup, value, request=None):
        # The filter sends a key that is itself a relation, which Django mistakes for two lookups.
        return lookup == "order__store__exact" or super().lookup_allowed(lookup, value, request)


@admin.register(Carrier)
class CarrierAdmin(ModelAdmin):
    """Pages of carriers change: administrators follow them here."""

    list_display = ("name", "code", "url", "needs_number", "is_offered", "position")
    search_fields = ("name", "name_ko", "code")
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        """Parcels refer to it; offer it no more instead."""
        return False


class RatesOfZone(ReadOnlyRows):
    model = Rate
    fields = ("step", "price")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("step")


@admin.register(Zone)
class ZoneAdmin(ReadOnly, ModelAdmin):
    list_display = ("name", "store", "countries", "free_from")
    list_filter = (("store", AutocompleteSelectFilter),)
    list_filter_submit = True
    list_select_related = ("store",)
    search_fields = ("name", "store__name")
    show_full_result_count = False
    inlines = (RatesOfZone,)
    fields = ("store", "name", "countries", "postcodes", "free_from", "position")
