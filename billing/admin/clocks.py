"""Test clocks in the admin: opened here, moved on and visited on a page of their own."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from billing.admin.clock_forms import ClockForm
from billing.admin.clock_pages import PAGES, clock_page
from billing.clocks.tenants import copy_to_clock, open_clock
from billing.models import BillingClock
from billing.tenants import TenantData

NOON = time(12)
COLOURS = {"archived": None, "halted": "danger", "moving": "info", "ready": "success"}
STATES = {
    "archived": _("Archived"),
    "halted": _("Halted"),
    "moving": _("Moving"),
    "ready": pgettext_lazy("test clock", "Ready"),
}


class Archived(admin.SimpleListFilter):
    """Clocks that are archived are listed on request."""

    title = _("archived")
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Archived"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("In use")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[BillingClock]) -> Any:
        return queryset.filter(archived_at__isnull=self.value() != "yes")


@admin.register(BillingClock)
class BillingClockAdmin(ModelAdmin):  # type: ignore[misc]
    form = ClockForm
    list_display = ("name", "tenant_of", "badge", "time", "created_at")
    list_filter = (Archived,)
    list_select_related = ("tenant",)
    search_fields = ("name", "tenant__legal_name", "tenant__number")
    fields = ("name", "copy_of", "legal_name", "starts", "zone", "currency", "language")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("tenant"), ordering="tenant__legal_name")
    def tenant_of(self, clock: BillingClock) -> str:
        return str(clock.tenant)

    @admin.display(description=_("time"), ordering="now")
    def time(self, clock: BillingClock) -> datetime:
        """Of the tenant's zone."""
        return clock.now.astimezone(clock.tenant.tz)

    @display(description=_("status"), label=COLOURS)  # type: ignore[untyped-decorator]
    def badge(self, clock: BillingClock) -> Any:
        state = state_of(clock)
        return state, STATES[state]

    def get_urls(self) -> list[Any]:
        views = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view.as_view(model_admin=self)),
                name=f"billing_billingclock_{name}",
            )
            for name, view in PAGES.items()
        ]
        return [*views, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        clock = self.get_object(request, object_id)
        if clock is None or not self.has_view_permission(request, clock):
            return super().change_view(request, object_id, form_url, extra_context)
        return clock_page(request, self, clock)

    def save_model(self, request: HttpRequest, obj: BillingClock, form: Any, change: bool) -> None:
        data, by = form.cleaned_data, request.user
        if data["copy_of"]:
            clock = copy_to_clock(data["copy_of"], data["name"], now=timezone.now(), by=by)
        else:
            clock = _open(data, by)
        obj.pk, obj.now = clock.pk, clock.now


def state_of(clock: BillingClock) -> str:
    if clock.archived_at:
        return "archived"
    if clock.halted_by:
        return "halted"
    return "moving" if clock.advancing_to else "ready"


def _open(data: dict[str, Any], by: Any) -> BillingClock:
    tenant = TenantData(
        legal_name=data["legal_name"],
        billing_email="tenant@clock.invalid",  # no such domain exists (RFC 2606)
        zone=data["zone"],
        language=data["language"],
    )
    starts = datetime.combine(data["starts"], NOON, ZoneInfo(data["zone"]))
    return open_clock(data["name"], tenant, currency=data["currency"], now=starts, by=by)
