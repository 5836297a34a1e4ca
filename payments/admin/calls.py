"""The log of calls to and from providers."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from core.admin import ReadOnly
from payments.models import ProviderCall, WebhookEvent

RECENT = timedelta(days=30)


@admin.register(ProviderCall)
class ProviderCallAdmin(ReadOnly, ModelAdmin):
    """Every call to a provider and from it; read-only for everyone."""

    list_display = ("at", "direction", "gateway", "endpoint", "status", "milliseconds", "payment")
    list_filter = ("gateway", "direction", "status")
    search_fields = (
        "endpoint",
        "payment__order__number",
        "payment__key",
        "payment__reference",
        "request",
        "response",
    )
    search_help_text = _("Last 30 days, or the time chosen")
    date_hierarchy = "at"
    list_select_related = ("payment__order",)
    show_full_result_count = False

    def get_search_results(self, request, queryset, search_term):
        """Searches bodies, so only within the chosen time, by default the last days."""
        if search_term and "at__year" not in request.GET:
            queryset = queryset.filter(at__gte=timezone.now() - RECENT)
        return super().get_search_results(request, queryset, search_term)


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnly, ModelAdmin):
    list_display = ("received_at", "gateway", "kind", "payment", "acted_at", "attempts")
    list_filter = ("gateway", "kind")
    search_fields = ("event_id", "session", "reference", "payment_key", "payment__order__number")
    date_hierarchy = "received_at"
    list_select_related = ("payment__order",)
