"""Plans and their versions in the admin: a version is added, and never changed."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from billing.admin.forms import VersionForm
from billing.models import BillingPlan, BillingPlanVersion
from billing.plans.versions import add_version
from core.admin import ReadOnlyRows, money_column


class VersionsOfPlan(ReadOnlyRows):
    model = BillingPlanVersion
    fields = ("number", "currency", "base", "trial_days", "rates", "limits", "features")
    tab = True


@admin.register(BillingPlan)
class BillingPlanAdmin(ModelAdmin):
    list_display = ("name", "code", "position", "is_public", "is_default", "tenant")
    list_filter = ("is_public", "is_default", ("tenant", admin.EmptyFieldListFilter))
    list_select_related = ("tenant",)
    search_fields = ("name", "code", "tenant__legal_name")
    autocomplete_fields = ("tenant",)
    inlines = (VersionsOfPlan,)
    fields = (("name", "code"), "description", "position", ("is_public", "is_default"), "tenant")

    def get_readonly_fields(self, request, obj=None):
        """Bills name the code, and a contract stays that of its tenant."""
        return ("code", "tenant") if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(BillingPlanVersion)
class BillingPlanVersionAdmin(ModelAdmin):
    """Who subscribed keeps the version; new subscribers get the newest."""

    form = VersionForm
    list_display = ("plan", "number", "money", "trial_days", "created_at")
    list_filter = ("plan", "currency")
    list_select_related = ("plan",)
    search_fields = ("plan__name", "plan__code")
    autocomplete_fields = ("plan",)
    money = money_column("base", _("base a month"))
    fields = ("plan", ("currency", "base"), "trial_days", "rates", "limits", "features")

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.pk = add_version(**form.cleaned_data, now=timezone.now()).pk
