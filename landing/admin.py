"""Product pages in the admin: pages with their versions, offers and history, photos, reviews."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from core.admin import History, Moves, ReadOnly, ReadOnlyRows, money_column
from core.lifecycle.forms import MoveForm
from landing.lifecycle import PageStatus
from landing.models import (
    Page,
    PageMove,
    PagePhoto,
    PageVersion,
    ProductSet,
    Review,
    SetItem,
    Variant,
)
from landing.reviews import moderate

# What is not here is grey.
PHASE_COLOURS = dict.fromkeys(PageStatus) | {
    PageStatus.PUBLISHED: "success",
    PageStatus.PAUSED: "warning",
}


class PageHistory(History):
    model = PageMove


class Versions(ReadOnlyRows):
    model = PageVersion
    fields = ("number", "at", "by", "publish_at", "note")
    tab = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("by").defer("content")


class Variants(ReadOnlyRows):
    model = Variant
    fields = ("product", "label", "position")
    tab = True


class Photos(ReadOnlyRows):
    model = PagePhoto
    fields = ("image", "alt", "width", "height", "at")
    tab = True


@admin.register(Page)
class PageAdmin(Moves, ReadOnly, ModelAdmin):
    """Sections are edited on the site; here a page is taken offline, archived or brought back."""

    list_display = ("title", "store", "slug", "state", "changed_at")
    list_filter = ("status", ("store", AutocompleteSelectFilter))
    list_select_related = ("store",)
    search_fields = ("title", "slug")
    date_hierarchy = "created_at"
    fields = (
        "title",
        "store",
        "slug",
        "status",
        "published",
        "scheduled",
        "created_at",
        "changed_at",
    )
    readonly_fields = fields
    inlines = (Variants, Photos, Versions, PageHistory)
    loads = ("store",)

    def move_form(self, row: Page, verb: str, data: Any) -> MoveForm:
        return MoveForm(data, row)

    @display(description=_("status"), label=PHASE_COLOURS)
    def state(self, page):
        return page.status, page.get_status_display()


@admin.register(PageVersion)
class PageVersionAdmin(ReadOnly, ModelAdmin):
    list_display = ("page", "number", "at", "by", "publish_at", "note")
    list_filter = (("page", AutocompleteSelectFilter),)
    list_select_related = ("page", "by")
    date_hierarchy = "at"
    fields = ("page", "number", "at", "by", "publish_at", "note", "revision", "content")


class SetItems(ReadOnlyRows):
    model = SetItem
    fields = ("product", "pieces")


@admin.register(ProductSet)
class ProductSetAdmin(ReadOnly, ModelAdmin):
    list_display = ("name", "page", "amount")
    list_filter = (("page", AutocompleteSelectFilter),)
    list_select_related = ("page__store",)
    search_fields = ("name",)
    fields = ("name", "page", "amount", "position")
    readonly_fields = fields
    inlines = (SetItems,)
    amount = money_column("price", _("price"), of="page.store")


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    """Administrators read hidden ones with the reason, and may hide or show them."""

    list_display = ("product", "store", "rating", "author", "at", "hidden_at")
    list_filter = ("rating", ("store", AutocompleteSelectFilter), "hidden_at")
    list_select_related = ("product", "store")
    search_fields = ("text", "product__name")
    date_hierarchy = "at"
    fields = (
        *("product", "store", "rating", "author", "at", "text", "reply", "replied_at"),
        *("hidden_at", "hidden_reason"),
    )
    readonly_fields = (
        *("product", "store", "rating", "author", "at", "text", "reply", "replied_at"),
        "hidden_at",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Review, form: Any, change: bool) -> None:
        moderate(obj, obj.hidden_reason, now=timezone.now())
