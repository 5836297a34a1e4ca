"""An owner's menu: sections with their products in order, and the changes made in place."""

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from core.redirects import safe_next
from stores.forms.stock import StockForm
from stores.menu.edit import KINDS, MenuRefused, move, parts_of, remove, switch
from stores.models import Product, StockCause, Store
from stores.queries import has_menu
from stores.services import StockRefused, add_stock, set_stock
from stores.stock import StockReason
from stores.views.owner import MenuPage
from stores.views.owner_options import product_context, product_of

SWITCHES = {
    "section": ("is_hidden",),
    "product": ("is_available", "is_hidden"),
    "option": ("is_available",),
}


class Menu(MenuPage, TemplateView):
    template_name = "stores/owner/menu.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**menu_context(self.store), **kwargs)


def menu_context(store):
    return {
        "store": store,
        "sections": store.sections.prefetch_related(_rows()),
        "is_listed": Store.objects.filter(has_menu(), pk=store.pk).exists(),
    }


def _rows():
    # Ordered explicitly, since Django drops Meta.ordering from an aggregated query.
    products = Product.objects.annotate(group_count=Count("option_groups"))
    return Prefetch("products", queryset=products.order_by("position", "pk"))


class PartPage(MenuPage):
    """A page of one part of a menu: /section/7/…, /product/7/…, /group/7/…, /option/7/…"""

    @cached_property
    def part(self):
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        return get_object_or_404(parts_of(self.store, self.kwargs["kind"]), pk=self.kwargs["pk"])

    @property
    def is_about_menu(self):
        return self.kwargs["kind"] in ("section", "product")

    @property
    def product(self):
        return product_of(self.kwargs["kind"], self.part)

    def home(self):
        """The page that lists this part with its siblings."""
        if self.is_about_menu:
            anchor = f"#{self.kwargs['kind']}-{self.part.pk}"
            return reverse("stores:menu", args=[self.store.slug]) + anchor
        return reverse("stores:product", args=[self.store.slug, self.product.pk]) + "#options"

    def answer(self, touch="", refusal=""):
        """Redirect to the part's list, or render that list for htmx with the pressed button focused."""
        if refusal:
            messages.error(self.request, refusal)
        if not self.request.htmx:
            return redirect(self.home())
        if self.is_about_menu:
            template, context = "_menu.html", menu_context(self.store)
        else:
            template, context = "_options.html", product_context(self.store, self.product)
        context |= {"touched": self.part, "touch": touch}
        return render(self.request, f"stores/owner/{template}", context)


class PartMove(PartPage, View):
    def post(self, request, **kwargs):
        if request.POST.get("to") not in ("up", "down"):
            raise Http404
        try:
            move(self.part, up=request.POST["to"] == "up")
        except MenuRefused as refusal:
            return self.answer(refusal=str(refusal))
        return self.answer(touch=request.POST["to"])


class PartSwitch(PartPage, View):
    """Hides or shows a part, or marks it as sold out or available."""

    works_beyond_limits = True

    def post(self, request, **kwargs):
        for field in SWITCHES.get(kwargs["kind"], ()):
            if request.POST.get(field) in ("yes", "no"):
                switch(self.part, field, on=request.POST[field] == "yes")
                if request.htmx and kwargs["kind"] == "product":
                    return render_row(request, self.store, self.part, touch=field)
                return self.answer(touch=field)
        raise Http404


def render_row(request, store, product, *, touch, refusal=""):
    product.group_count = product.option_groups.count()
    siblings = list(product.section.products.values_list("pk", flat=True))
    context = {
        "store": store,
        "product": product,
        "first": siblings[:1] == [product.pk],
        "last": siblings[-1:] == [product.pk],
        "touched": product,
        "touch": touch,
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "stores/owner/_product_row.html", context, status=status)


class ProductStock(MenuPage, View):
    """Increases or decreases the stock, or sets it."""

    works_beyond_limits = True

    def post(self, request, slug, pk):
        product = get_object_or_404(parts_of(self.store, "product"), pk=pk)
        refusal = self._change(product, StockForm(request.POST))
        if request.htmx:
            touch = request.POST.get("change", "set")
            return render_row(request, self.store, product, touch=touch, refusal=refusal)
        if refusal:
            messages.error(request, refusal)
        menu = f"{reverse('stores:menu', args=[slug])}#product-{pk}"
        return redirect(safe_next(request, otherwise=menu))

    def _change(self, product, form):
        if not form.is_valid():
            return form.refusal
        data = form.cleaned_data
        cause = StockCause(data["cause"] or StockCause.SET)
        reason = StockReason(cause, note=data["note"], by=self.request.user)
        try:
            if data["change"] is not None:
                add_stock(product, data["change"], reason)
            else:
                set_stock(product, seen=data["seen"], stock=data["stock"], reason=reason)
        except StockRefused as refusal:
            return str(refusal)
        return ""


class PartDelete(PartPage, TemplateView):
    template_name = "core/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Delete “%(part)s”?") % {"part": self.part},
            question=self._question(),
            action_label=_("Delete"),
            cancel_url=self.home(),
            **kwargs,
        )

    def _question(self):
        kind = self.kwargs["kind"]
        if kind == "section":
            return _products_go(self.part.products.count())
        if kind == "product":
            return _("It leaves the menu and all carts. Past orders stay readable.")
        if kind == "group":
            return _("Its options go with it. Past orders stay readable.")
        return _("Past orders stay readable.")

    def post(self, request, **kwargs):
        part, home = self.part, self.home().split("#")[0]
        try:
            remove(part)
        except MenuRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“%(part)s” is deleted.") % {"part": part})
        return redirect(home)


def _products_go(count):
    if not count:
        return _("It has no products.")
    return ngettext(
        "%(count)s product goes with it. Past orders stay readable.",
        "%(count)s products go with it. Past orders stay readable.",
        count,
    ) % {"count": count}
