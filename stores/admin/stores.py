"""Stores in the admin; menus are created on the owner's pages and corrected here."""

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminTextInputWidget

from core import limits
from core.admin import money_column
from core.fields import MoneyField
from core.money_input import MoneyInput
from stores.admin.members import ChangesOfStore, MembersOfStore
from stores.forms.fields import PhotoField, show_money
from stores.members import record_owner
from stores.menu.edit import change_product, remove
from stores.models import Category, MenuSection, OpeningHours, Option, OptionGroup, Product, Store
from stores.store_services import add_store, archive_store, change_store, restore_store


class MoneyForm(forms.ModelForm):
    """Formats and parses amounts in the currency of their store."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        amounts = [name for name, field in self.fields.items() if isinstance(field, MoneyInput)]
        show_money(self, amounts, self.currency)

    @property
    def currency(self):
        row = self.instance
        if isinstance(row, Store):
            return str(self["currency"].value())
        return row.store.currency if row.pk else ""


class StoreAdminForm(MoneyForm):
    """Refuses an owner who may have no more stores; the admin saves in the same transaction."""

    def clean(self):
        data = super().clean()
        owner = data.get("owner") if "owner" in self.changed_data else None
        try:
            if owner and not self.instance.archived_at:
                limits.refuse_beyond("stores", owner.pk)
        except limits.LimitReached as refusal:
            self.add_error("owner", str(refusal))
        return data


class WithMoney:
    """Text inputs for amounts, since a browser's number input does not accept a comma."""

    form = MoneyForm
    formfield_overrides = {MoneyField: {"widget": UnfoldAdminTextInputWidget}}


class WithPhoto(ModelAdmin):
    """Checks and re-encodes the photos that operators upload, like those of owners."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.ImageField):
            kwargs["form_class"] = PhotoField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class EditOnlyInline(TabularInline):
    """Rows to view and correct, each with its own page; none is added or deleted here."""

    extra = 0
    can_delete = False
    show_change_link = True
    ordering = ["position", "pk"]

    def has_add_permission(self, request, obj=None):
        return False


class HoursInline(TabularInline):
    model = OpeningHours
    extra = 0


class SectionInline(EditOnlyInline):
    model = MenuSection
    fields = ["name"]


class ProductInline(WithMoney, EditOnlyInline):
    model = Product
    fields = ["name", "price", "is_available", "is_hidden"]


class GroupInline(EditOnlyInline):
    model = OptionGroup
    fields = ["name", "min_choices", "max_choices"]


class OptionInline(WithMoney, EditOnlyInline):
    model = Option
    fields = ["name", "price_change", "is_available"]


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ["name", "name_ko", "emoji", "position"]
    list_editable = ["position"]
    search_fields = ["name", "name_ko", "words", "slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Store)
class StoreAdmin(WithMoney, WithPhoto):
    form = StoreAdminForm
    list_display = ["name", "category", "owner", "is_open", "archived_at", "created_at"]
    list_filter = [
        "is_open",
        "category",
        "currency",
        ("owner", admin.EmptyFieldListFilter),
        ("archived_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["category", "owner"]
    search_fields = ["name", "slug", "line", "owner__email"]
    autocomplete_fields = ["owner", "category"]
    readonly_fields = ["slug", "archived_at", "created_at"]
    date_hierarchy = "created_at"
    inlines = [HoursInline, SectionInline, MembersOfStore, ChangesOfStore]
    actions = ["archive", "restore"]

    def view_on_site(self, store):
        """The link to its page, unless browsing stores is switched off."""
        try:
            return store.get_absolute_url()
        except NoReverseMatch:
            return None

    def get_inlines(self, request, obj):
        return self.inlines if obj else [HoursInline, SectionInline]

    def get_queryset(self, request):
        """Of the platform's own nothing is to be changed."""
        return super().get_queryset(request).filter(is_platform=False)

    def has_delete_permission(self, request, obj=None):
        """Orders refer to their store; archive it instead."""
        return False

    def save_model(self, request, obj, form, change):
        if not change:
            add_store(obj, owner=obj.owner)
        elif "owner" in form.changed_data:
            with limits.growing(obj.owner_id):
                change_store(obj, form.changed_data)
            record_owner(obj, by=request.user)
        elif form.changed_data:
            change_store(obj, form.changed_data)

    @admin.action(description=_("Archive"))
    def archive(self, request, queryset):
        for store in queryset.filter(archived_at=None):
            archive_store(store)

    @admin.action(description=_("Bring back"))
    def restore(self, request, queryset):
        for store in queryset.filter(archived_at__isnull=False):
            try:
                restore_store(store)
            except limits.LimitReached as refusal:
                self.message_user(request, f"{store}: {refusal}", messages.ERROR)


class MenuPartAdmin(ModelAdmin):
    """Deleting closes the gap in the positions and deletes photos."""

    def has_add_permission(self, request):
        return False

    def delete_model(self, request, obj):
        remove(obj)

    def delete_queryset(self, request, queryset):
        for part in queryset:
            remove(part)


@admin.register(MenuSection)
class SectionAdmin(MenuPartAdmin):
    list_display = ["name", "store"]
    list_select_related = ["store"]
    search_fields = ["name", "store__name"]
    fields = ["store", "name"]
    readonly_fields = ["store"]
    inlines = [ProductInline]


@admin.register(Product)
class ProductAdmin(WithMoney, WithPhoto, MenuPartAdmin):
    list_display = ["name", "store", "cost", "stock", "is_available", "is_hidden"]
    cost = money_column("price", _("price"), of="section.store")
    list_filter = ["is_available", "is_hidden", "section__store__category"]
    list_select_related = ["section__store"]
    search_fields = ["name", "section__store__name"]
    fields = [
        "section",
        "name",
        "description",
        "photo",
        "price",
        "stock",
        "low_stock_at",
        "max_per_order",
        "is_available",
        "is_hidden",
    ]
    readonly_fields = ["section", "stock"]
    inlines = [GroupInline]

    @admin.display(description=_("store"), ordering="section__store__name")
    def store(self, product):
        return product.store

    def save_model(self, request, obj, form, change):
        if form.changed_data:
            change_product(obj, form.changed_data, by=request.user)


@admin.register(OptionGroup)
class GroupAdmin(MenuPartAdmin):
    list_display = ["name", "product", "min_choices", "max_choices"]
    list_select_related = ["product"]
    search_fields = ["name", "product__name"]
    fields = ["product", "name", "min_choices", "max_choices"]
    readonly_fields = ["product"]
    inlines = [OptionInline]

    def has_module_permission(self, request):
        """Not in the index: linked from its product."""
        return False
