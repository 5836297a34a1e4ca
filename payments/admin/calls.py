"""What was said to providers and by them."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from core.admin import ReadOnly
from payments.models import ProviderCall, WebhookEvent


@admin.register(ProviderCall)
class ProviderCallAdmin(ReadOnly, ModelAdmin):
    """Every call to a provider and from it; nobody changes or deletes one."""

    list_display = ("at", "direction", "gateway", "endpoint", "status", "milliseconds", "payment")
    list_filter = ("gateway", "direction", "status")
    search_fields = ("endpoint", "payment__order__number", "payment__reference", "response")
    date_hierarchy = "at"
    list_select_related = ("payment__order",)


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnly, ModelAdmin):
    list_display = ("received_at", "gateway", "kind", "payment", "acted_at", "attempts")
    list_filter = ("gateway", "kind")
    search_fields = ("event_id", "session", "reference", "payment__order__number")
    date_hierarchy = "received_at"
    list_select_related = ("payment__order",)
