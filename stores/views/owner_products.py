"""Pages that add and change sections and products."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import CreateView, UpdateView

from stores.forms.menu import ProductForm, SectionForm
from stores.forms.stock import StockForm
from stores.menu.edit import MenuRefused, append, change, change_product, parts_of
from stores.models import MenuSection
from stores.restocks import waiting_count
from stores.stock_history import stock_history
from stores.views.owner import MenuPage, ThrottledPhotos
from stores.views.owner_options import product_context

# What the form of a product changes: orders change its stock meanwhile.
PRODUCT_FIELDS = (
    *("name", "price", "description", "photo", "section"),
    *("low_stock_at", "max_per_order"),
)


LATEST_CHANGES = 5  # of the stock, on the product's page


class AppendingPage(MenuPage, ThrottledPhotos, CreateView):
    """A form that appends a row to its parent; shows an error if there are too many."""

    def form_valid(self, form):
        part = form.save(commit=False)
        try:
            append(part, by=self.request.user)
        except MenuRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("“%(part)s” is added.") % {"part": part})
        return redirect(self.after(part))


class SectionAdd(AppendingPage):
    template_name = "stores/owner/small_form.html"
    form_class = SectionForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": MenuSection(store=self.store)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Add a section"),
            store=self.store,
            cancel_url=reverse("stores:menu", args=[self.store.slug]),
            **kwargs,
        )

    def after(self, section):
        return reverse("stores:menu", args=[self.store.slug]) + f"#section-{section.pk}"


class SectionEdit(MenuPage, UpdateView):
    template_name = "stores/owner/small_form.html"
    form_class = SectionForm

    def get_object(self, queryset=None):
        return get_object_or_404(parts_of(self.store, "section"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Rename the section"),
            store=self.store,
            cancel_url=reverse("stores:menu", args=[self.store.slug]),
            **kwargs,
        )

    def form_valid(self, form):
        section = form.save(commit=False)
        try:
            change(section, ["name"])
        except MenuRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect(reverse("stores:menu", args=[self.store.slug]) + f"#section-{section.pk}")


class ProductAdd(AppendingPage):
    template_name = "stores/owner/product.html"
    form_class = ProductForm

    def get_initial(self):
        section = get_object_or_404(parts_of(self.store, "section"), pk=self.kwargs["pk"])
        return {"section": section}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"store": self.store}

    def get_context_data(self, **kwargs):
        return super().get_context_data(store=self.store, **kwargs)

    def after(self, product):
        if "options" in self.request.POST:
            return reverse("stores:product", args=[self.store.slug, product.pk]) + "#options"
        return reverse("stores:menu", args=[self.store.slug]) + f"#product-{product.pk}"


class ProductEdit(MenuPage, ThrottledPhotos, UpdateView):
    template_name = "stores/owner/product.html"
    form_class = ProductForm
    context_object_name = "product"

    def get_object(self, queryset=None):
        return get_object_or_404(parts_of(self.store, "product"), pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"store": self.store}

    def get_context_data(self, **kwargs):
        product = self.object
        return super().get_context_data(
            **product_context(self.store, product),
            stock_form=StockForm(initial={"stock": product.stock}),
            changes=stock_history(product)[:LATEST_CHANGES],
            waiting=waiting_count(product),
            **kwargs,
        )

    def form_valid(self, form):
        product = form.save(commit=False)
        try:
            change_product(product, PRODUCT_FIELDS, by=self.request.user)
        except MenuRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect(reverse("stores:menu", args=[self.store.slug]) + f"#product-{product.pk}")
