"""The option groups of a product."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import CreateView, UpdateView, View

from stores.forms.menu import OptionForm, OptionGroupForm
from stores.menu.edit import MenuRefused, append, change, parts_of
from stores.models import Option, OptionGroup
from stores.option_templates import OPTION_TEMPLATES, add_option_template
from stores.views.owner import MenuPage


def product_context(store, product):
    """A product with its groups, each with a message if its rule cannot be satisfied."""
    groups = list(product.option_groups.prefetch_related("options"))
    for group in groups:
        offered = sum(option.is_available for option in group.options.all())
        group.is_impossible = offered < group.min_choices
    return {
        "store": store,
        "product": product,
        "groups": groups,
        "option_templates": OPTION_TEMPLATES,
    }


def product_of(kind, part):
    """The product of a product, group or option."""
    if kind == "product":
        return part
    return part.product if kind == "group" else part.group.product


class ChoicePage(MenuPage):
    """A small form of an option group or option, which returns to the product's list of them.

    `kind` is what the number in the URL identifies: a product, a group or an option.
    """

    template_name = "stores/owner/small_form.html"
    title: Any
    kind: str

    @cached_property
    def part(self):
        return get_object_or_404(parts_of(self.store, self.kind), pk=self.kwargs["pk"])

    @property
    def product(self):
        return product_of(self.kind, self.part)

    @property
    def options_url(self):
        return reverse("stores:product", args=[self.store.slug, self.product.pk]) + "#options"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=self.title, store=self.store, cancel_url=self.options_url, **kwargs
        )

    def form_valid(self, form):
        try:
            self.write(form.save(commit=False))
        except MenuRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect(self.options_url)


class OptionTemplateAdd(ChoicePage, View):
    """Adds an option group from a template."""

    kind = "product"

    def post(self, request, **kwargs):
        if request.POST.get("starter") not in OPTION_TEMPLATES:
            raise Http404
        try:
            add_option_template(self.product, request.POST["starter"])
        except MenuRefused as refusal:
            messages.error(request, str(refusal))
        if request.htmx:
            context = product_context(self.store, self.product) | {"touched": self.product}
            return render(request, "stores/owner/_options.html", context)
        return redirect(self.options_url)


class GroupAdd(ChoicePage, CreateView):
    form_class = OptionGroupForm
    title = _("Add a group of choices")
    kind = "product"

    def get_form_kwargs(self):
        group = OptionGroup(product=self.product)
        return super().get_form_kwargs() | {"product": self.product, "instance": group}

    def write(self, group):
        append(group)


class GroupEdit(ChoicePage, UpdateView):
    form_class = OptionGroupForm
    title = _("Change the group")
    kind = "group"

    def get_object(self, queryset=None):
        return self.part

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"product": self.product}

    def write(self, group):
        change(group, ["name", "min_choices", "max_choices"])


class OptionAdd(ChoicePage, CreateView):
    form_class = OptionForm
    title = _("Add an option")
    kind = "group"

    def get_form_kwargs(self):
        option = Option(group=self.part)
        return super().get_form_kwargs() | {"group": self.part, "instance": option}

    def write(self, option):
        append(option)


class OptionEdit(ChoicePage, UpdateView):
    form_class = OptionForm
    title = _("Change the option")
    kind = "option"

    def get_object(self, queryset=None):
        return self.part

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"group": self.part.group}

    def write(self, option):
        change(option, ["name", "price_change"])
