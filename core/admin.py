"""What the admin pages of several apps are made of."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline


class ReadOnly:
    """Shown to whoever may view it; added, changed and deleted by nobody."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyRows(ReadOnly, TabularInline):
    extra = 0

    def get_readonly_fields(self, request, obj=None):
        return self.fields


class History(ReadOnlyRows):
    """The steps of a row, in words rather than codes."""

    fields = ("at", "step", "before", "after", "who", "note")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")

    @admin.display(description=_("step"))
    def step(self, row):
        """Its own word for it, or what the step led to."""
        return getattr(row, "label", "") or self.after(row)

    @admin.display(description=_("from"))
    def before(self, row):
        return self._status(row.source)

    @admin.display(description=_("to"))
    def after(self, row):
        return self._status(row.target)

    @admin.display(description=_("by"))
    def who(self, row):
        return row.who

    def _status(self, value):
        choices = dict(self.parent_model._meta.get_field("status").choices)
        return choices.get(value, value)
