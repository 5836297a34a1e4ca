"""Tenants in the admin: their data and timeline; opened and changed by their verbs."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from billing.models import Tenant, TenantEvent
from billing.tenants import TenantData, change_tenant, open_tenant
from billing.timeline import text_of
from core.admin import ReadOnlyRows
from core.currencies import currency_choices
from core.lifecycle import OpenMove

DATA = ("legal_name", "business_number", "billing_email", "language")


COPY = OpenMove("copy", _("Copy to a test clock"), "secondary")


class TimelineOfTenant(ReadOnlyRows):
    model = TenantEvent
    fields = ("at", "text", "actor", "recorded_at")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")

    @admin.display(description=_("event"))
    def text(self, entry):
        return text_of(entry)


class OpeningForm(forms.ModelForm):
    currency = forms.ChoiceField(
        choices=currency_choices, label=_("currency"), widget=UnfoldAdminSelectWidget
    )


@admin.register(Tenant)
class TenantAdmin(ModelAdmin):
    """The time zone is changed by the owner, for whom the days of the plan are then moved."""

    list_display = ("legal_name", "number", "user", "plan", "currency", "created_at")
    list_filter = ("currency", ("clock", admin.EmptyFieldListFilter))
    list_select_related = ("user", "subscription")
    search_fields = ("legal_name", "number", "business_number", "billing_email", "user__email")
    show_full_result_count = False
    autocomplete_fields = ("user",)
    inlines = (TimelineOfTenant,)
    change_form_before_template = "admin/moves.html"

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("user", *DATA, "zone", "currency")
        return (
            ("number", "user"),
            *DATA,
            ("zone", "currency"),
            ("clock", "trial_used"),
            "created_at",
        )

    def get_readonly_fields(self, request, obj=None):
        return (
            ("number", "user", "zone", "currency", "clock", "trial_used", "created_at")
            if obj
            else ()
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = OpeningForm
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            form.base_fields["user"].required = True
        return form

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """With a button to copy the tenant to a test clock."""
        tenant = self.get_object(request, object_id)
        can = tenant and not tenant.clock_id and request.user.has_perm("billing.add_billingclock")
        url = f"{reverse('admin:billing_billingclock_add')}?copy_of={tenant.number}" if can else ""
        context = {**(extra_context or {}), "moves": [(COPY, url)] if can else []}
        return super().change_view(request, object_id, form_url, context)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("subscription"))
    def plan(self, tenant):
        subscription = getattr(tenant, "subscription", None)
        return subscription.get_status_display() if subscription else "–"

    def save_model(self, request, obj, form, change):
        wall = timezone.now()
        names = [*DATA, "zone"]
        data = TenantData(**{name: getattr(obj, name) for name in names})
        if change:
            change_tenant(obj, data, now=obj.time_at(wall), by=request.user)
            return
        opened = open_tenant(obj.user, data, currency=obj.currency, now=wall, by=request.user)
        obj.pk = opened.pk
