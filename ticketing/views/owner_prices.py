"""The prices of an event: a table of categories and types, and a page for each of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from ticketing.dates.category_changes import change_category, change_type
from ticketing.dates.places import DateRefused
from ticketing.dates.pricing_grid import (
    COLORS,
    PricesRefused,
    add_category,
    add_type,
    remove_category,
    remove_type,
    save_prices,
)
from ticketing.models import Category, TicketType
from ticketing.price_forms import CategoryForm, GridForm, TypeForm
from ticketing.views.owner_base import EventPage


class Prices(EventPage, View):
    """Saves the table; a category is added by a form of its own on the same page."""

    def get(self, request: HttpRequest, event: str) -> HttpResponse:
        return self.show(GridForm(event=self.event), self.new_category())

    def post(self, request: HttpRequest, event: str) -> HttpResponse:
        if "add_category" in request.POST:
            return self.add()
        form = GridForm(request.POST, event=self.event)
        if not form.is_valid():
            return self.show(form, self.new_category(), 422)
        changed = save_prices(self.event, form.prices())
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return self.back("prices")

    def new_category(self) -> CategoryForm:
        """In the next colour."""
        color = COLORS[self.event.categories.count() % len(COLORS)]
        return CategoryForm(prefix="category", initial={"color": color})

    def add(self) -> HttpResponse:
        form = CategoryForm(self.request.POST, prefix="category")
        if form.is_valid():
            data = form.cleaned_data
            try:
                add_category(self.event, data["name"], data["capacity"], data["color"])
            except (PricesRefused, DateRefused) as refusal:
                form.add_error("name", str(refusal))
            else:
                messages.success(self.request, _("Saved."))
                return self.back("prices")
        return self.show(GridForm(event=self.event), form, 422)

    def show(self, form: GridForm, category: CategoryForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "rows": form.rows(), "category_form": category}
        return self.page("prices", context, status)


class CategoryPage(EventPage):
    @cached_property
    def category(self) -> Category:
        category = get_object_or_404(self.event.categories, pk=self.kwargs["pk"])
        category.event = self.event
        return category


class CategoryEdit(CategoryPage, View):
    """Changes a category, or with `remove` removes it."""

    def get(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        names = ("name", "capacity", "color")
        initial = {name: getattr(self.category, name) for name in names}
        return self.show(CategoryForm(initial=initial))

    def post(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        form = CategoryForm(request.POST)
        is_removed = "remove" in request.POST
        if is_removed or form.is_valid():
            try:
                self.act(None if is_removed else form.cleaned_data)
            except (PricesRefused, DateRefused) as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return self.back("prices")
        return self.show(form, 422)

    def act(self, data: dict[str, Any] | None) -> None:
        if data is None:
            remove_category(self.category)
        else:
            color = data["color"] or self.category.color
            change_category(self.category, data["name"], color, data["capacity"])

    def show(self, form: CategoryForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "title": self.category.name, "may_remove": True}
        return self.page("price_part", context, status)


class TypeAdd(CategoryPage, View):
    def get(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                add_type(self.category, form.save(commit=False))
            except PricesRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return self.back("prices")
        return self.show(form, 422)

    def form(self, *data: Any) -> TypeForm:
        instance = TicketType(category=self.category)
        return TypeForm(*data, instance=instance, currency=self.event.store.currency)

    def show(self, form: TypeForm, status: int = 200) -> HttpResponse:
        title = _("New type of ticket: %(category)s") % {"category": self.category.name}
        return self.page("price_part", {"form": form, "title": title}, status)


class TypeEdit(EventPage, View):
    """Changes a type, or with `remove` removes it."""

    @cached_property
    def type(self) -> TicketType:
        types = TicketType.objects.filter(category__event=self.event)
        return get_object_or_404(types.select_related("category__event"), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        if "remove" in request.POST:
            return self.remove()
        form = self.form(request.POST)
        if form.is_valid():
            try:
                change_type(form.save(commit=False), form.cleaned_data["category"])
            except PricesRefused as refusal:
                form.add_error("category", str(refusal))
            else:
                messages.success(request, _("Saved."))
                return self.back("prices")
        return self.show(form, 422)

    def remove(self) -> HttpResponse:
        try:
            remove_type(TicketType.objects.get(pk=self.type.pk))
        except PricesRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, _("Saved."))
        return self.back("prices")

    def form(self, *data: Any) -> TypeForm:
        return TypeForm(*data, instance=self.type, currency=self.event.store.currency)

    def show(self, form: TypeForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "title": str(self.type), "may_remove": True}
        return self.page("price_part", context, status)
