"""Deliveries and riders in the admin: read, and moved by their table of moves for a store."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from core.admin import History, Moves, ReadOnly, ReadOnlyRows
from core.lifecycle.forms import MoveForm
from core.money import format_money
from delivery.lifecycle import CARRIED, RUNNING, Status
from delivery.models import Decline, Delivery, DeliveryMove, Rider, WorkingArea
from delivery.queries import riders_for
from delivery.services import assign
from delivery.shifts import change_shift
from delivery.store_steps import store_form
from orders.admin import OrderAdmin

# A status without a colour is grey; one without an entry would show its bare value.
COLOURS = dict.fromkeys(Status) | {
    Status.SEARCHING: "warning",
    Status.ASSIGNED: "info",
    Status.PICKED_UP: "primary",
    Status.DELIVERED: "success",
    Status.FAILED: "danger",
}


class ChosenRider(MoveForm):
    """One of the riders whom the store could choose as well."""

    rider = forms.ModelChoiceField(label=_("Rider"), queryset=Rider.objects.none())

    def __init__(self, data, delivery):
        super().__init__(data)
        self.fields["rider"].queryset = riders_for(delivery)


class HistoryOfDelivery(History):
    model = DeliveryMove


class DeclinesOfDelivery(ReadOnlyRows):
    model = Decline
    fields = ("rider", "at")
    verbose_name_plural = _("riders who did not want it")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("rider__user")


class DeliveryOfOrder(ReadOnlyRows):
    model = Delivery
    fields = ("status", "rider", "money", "searching_since", "ended_at")
    show_change_link = True

    @admin.display(description=_("fee"))
    def money(self, delivery):
        return format_money(delivery.fee, delivery.order.currency)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("order", "rider__user")


# Orders do not know deliveries, so deliveries register their part of the order's page here.
OrderAdmin.inlines.append(DeliveryOfOrder)


@admin.register(Delivery)
class DeliveryAdmin(Moves, ReadOnly, ModelAdmin):
    loads = ("order__store", "rider__user")
    list_display = ("order", "badge", "rider", "store", "searching_since", "age")
    list_filter = (
        "status",
        ("rider", AutocompleteSelectFilter),
        ("order__store", AutocompleteSelectFilter),
    )
    list_filter_submit = True
    list_select_related = ("order__store", "rider__user")
    search_fields = ("order__number", "rider__user__name", "rider__user__email")
    date_hierarchy = "searching_since"
    show_full_result_count = False
    inlines = (HistoryOfDelivery, DeclinesOfDelivery)
    fields = (
        ("order", "status"),
        ("store", "rider"),
        ("money", "kilometres"),
        ("searching_since", "assigned_at"),
        ("picked_up_at", "ended_at"),
    )
    readonly_fields = ("status", "store", "money")

    @display(description=_("status"), ordering="status", label=COLOURS)
    def badge(self, delivery):
        return delivery.status, delivery.get_status_display()

    @admin.display(description=_("store"), ordering="order__store__name")
    def store(self, delivery):
        return delivery.order.store

    @admin.display(description=_("fee"), ordering="fee")
    def money(self, delivery):
        return format_money(delivery.fee, delivery.order.currency)

    @admin.display(description=_("age"), ordering="-searching_since")
    def age(self, delivery):
        """Since the search began, while the delivery is unfinished."""
        return timesince(delivery.searching_since) if delivery.status in RUNNING else None

    def lookup_allowed(self, lookup, value, request=None):
        # The rider filter sends a key that is itself a relation, which Django mistakes for two lookups.
        return lookup == "rider__user__exact" or super().lookup_allowed(lookup, value, request)

    def move_form(self, row, verb, data):
        return ChosenRider(data, row) if verb == "assign" else store_form(verb, data)

    def state_of(self, row):
        return f"{row.order.store} · {row.get_status_display()}"

    def make_move(self, row, verb, by, details):
        if verb == "assign":
            return assign(row, details["rider"].pk, by=by)
        return super().make_move(row, verb, by, details)


class AreasOfRider(ReadOnlyRows):
    model = WorkingArea
    fields = ("label", "line", "radius_km", "is_active")


@admin.register(Rider)
class RiderAdmin(ReadOnly, ModelAdmin):
    list_display = ("user", "vehicle", "is_on_shift", "jobs")
    list_filter = ("is_on_shift", "vehicle")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email", "user__phone")
    ordering = ("user__name", "pk")
    fields = ("user", "vehicle", "is_on_shift")
    inlines = (AreasOfRider,)
    actions = ("end_shifts",)

    def get_queryset(self, request):
        open_jobs = Count("deliveries", filter=Q(deliveries__status__in=CARRIED))
        return super().get_queryset(request).annotate(jobs=open_jobs)

    @admin.display(description=_("open jobs"), ordering="jobs")
    def jobs(self, rider):
        return rider.jobs

    def has_end_permission(self, request):
        return request.user.has_perm("delivery.change_rider")

    @admin.action(description=_("End the shift"), permissions=["end"])
    def end_shifts(self, request, queryset):
        """Their open jobs stay theirs."""
        on_shift = list(queryset.filter(is_on_shift=True))
        for rider in on_shift:
            change_shift(rider, False)
        text = ngettext("%(count)s shift ended.", "%(count)s shifts ended.", len(on_shift))
        self.message_user(request, text % {"count": len(on_shift)}, messages.SUCCESS)


@admin.register(WorkingArea)
class WorkingAreaAdmin(ReadOnly, ModelAdmin):
    list_display = ("label", "rider", "line", "radius_km", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("rider__user",)
    search_fields = ("label", "line", "rider__user__name", "rider__user__email")
