"""Who stores are by law, in the admin."""

from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from stores.identity import digits_of_business_number
from stores.models import LegalIdentity


@admin.register(LegalIdentity)
class LegalIdentityAdmin(ModelAdmin):
    list_display = ("store", "legal_name", "representative", "written_number", "phone")
    list_filter = (("store", AutocompleteSelectFilter),)
    list_select_related = ("store",)
    search_fields = ("legal_name", "representative", "business_number", "store__name")
    autocomplete_fields = ("store",)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "business_number":
            field.validators.append(digits_of_business_number)
        return field

    @admin.display(description=LegalIdentity._meta.get_field("business_number").verbose_name)
    def written_number(self, identity):
        return identity.written_business_number
