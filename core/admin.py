"""What the admin pages of several apps are made of."""

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
    fields = ("at", "verb", "source", "target", "actor", "actor_kind", "note")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")
