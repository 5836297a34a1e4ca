"""Due work in the admin: what is planned, what failed and why; it can be run again."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from billing.due_work import try_again
from billing.models import DueWork
from core.admin import ReadOnly


@admin.register(DueWork)
class DueWorkAdmin(ReadOnly, ModelAdmin):
    list_display = ("tenant", "kind", "key", "at", "done_at", "attempts", "last_error")
    list_filter = ("kind", "on_clock", ("done_at", admin.EmptyFieldListFilter))
    list_select_related = ("tenant",)
    search_fields = ("tenant__legal_name", "tenant__number", "key")
    date_hierarchy = "at"
    show_full_result_count = False
    actions = ("run_again",)
    fields = (
        *("tenant", ("kind", "key"), ("at", "done_at"), ("attempts", "next_try_at")),
        *("last_error", "on_clock"),
    )

    def has_run_permission(self, request):
        return request.user.has_perm("billing.change_duework")

    @admin.action(description=_("Run again"), permissions=["run"])
    def run_again(self, request, queryset):
        """With the worker's next run, within a minute; what is done, or was never tried, is left alone."""
        count = try_again(queryset)
        text = ngettext("%(count)s row runs again.", "%(count)s rows run again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
