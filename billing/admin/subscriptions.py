"""Subscriptions in the admin: read only, but that contracts are agreed."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from billing.admin.forms import ContractForm
from billing.admin.statistics import BillingStatistics
from billing.contracts import agree_contract
from billing.lifecycle import SubscriptionStatus
from billing.models import ChangeKind, Subscription, SubscriptionChange, SubscriptionMove
from billing.timeline import text_of, timeline_of
from core.admin import History, ReadOnly, ReadOnlyRows
from core.panels import TimelineEntry

COLOURS = {
    SubscriptionStatus.TRIALING: "info",
    SubscriptionStatus.ACTIVE: "success",
    SubscriptionStatus.PAST_DUE: "danger",
    SubscriptionStatus.CANCELLED: None,
}
SHOWN_EVENTS = 50


class ChangesOfSubscription(ReadOnlyRows):
    model = SubscriptionChange
    fields = ("day", "kind", "version", "is_billed", "made_at", "made_by")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("version__plan", "made_by")


class HistoryOfSubscription(History):
    model = SubscriptionMove


@admin.register(Subscription)
class SubscriptionAdmin(BillingStatistics, ReadOnly, ModelAdmin):
    list_display = ("tenant", "badge", "trial_ends", "started_at")
    list_filter = ("status", "ended_for", ("tenant__clock", admin.EmptyFieldListFilter))
    list_select_related = ("tenant",)
    search_fields = ("tenant__legal_name", "tenant__number", "tenant__user__email")
    show_full_result_count = False
    inlines = (ChangesOfSubscription, HistoryOfSubscription)
    fields = (("tenant", "status"), "ended_for", ("trial_ends", "started_at"), "timeline")
    readonly_fields = ("timeline",)

    @display(description=_("status"), ordering="status", label=COLOURS)
    def badge(self, subscription):
        return subscription.status, subscription.get_status_display()

    @admin.display(description=_("timeline"))
    def timeline(self, subscription):
        latest = timeline_of(subscription.tenant)[:SHOWN_EVENTS]
        entries = [TimelineEntry(each.at, text_of(each)) for each in reversed(latest)]
        return render_to_string("_timeline.html", {"history": entries})


@admin.register(SubscriptionChange)
class SubscriptionChangeAdmin(ModelAdmin):
    """Adding one agrees a contract; all others are made by the owners and the system."""

    form = ContractForm
    list_display = ("subscription", "day", "kind", "version", "is_billed", "made_by")
    list_filter = ("kind", "is_billed")
    list_select_related = ("subscription__tenant", "version__plan", "made_by")
    search_fields = ("subscription__tenant__legal_name", "subscription__tenant__number")
    date_hierarchy = "day"
    show_full_result_count = False
    fields = ("version", "day")

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        tenant = obj.version.plan.tenant
        now = tenant.time_at(timezone.now())
        subscription = agree_contract(tenant, obj.version, day=obj.day, now=now, by=request.user)
        made = subscription.changes.get(day=obj.day, kind=ChangeKind.CONTRACT)
        obj.pk, obj.subscription, obj.kind = made.pk, subscription, made.kind
