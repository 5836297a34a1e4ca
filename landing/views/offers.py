"""What a page sells: its variants, and its sets."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from core.forms import first_error
from landing.editing import EditRefused
from landing.forms.offers import LabelForm, SetForm, VariantForm
from landing.models import ProductSet, Variant
from landing.offers import (
    add_variant,
    label_variant,
    move_variant,
    remove_set,
    remove_variant,
    save_set,
)
from landing.views.base import PagesPage
from landing.views.pages import head_context


class Offers(PagesPage, View):
    def get(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        return self.show(VariantForm(page=self.page))

    def post(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        """Add a variant."""
        form = VariantForm(request.POST, page=self.page)
        if not form.is_valid():
            return self.show(form, status=422)
        data = form.cleaned_data
        try:
            add_variant(self.page, data["product"], data["label"], by=request.user)
        except EditRefused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        return redirect(self.url("offers"))

    def show(self, form: VariantForm, status: int = 200) -> HttpResponse:
        variants = list(self.page.variants.select_related("product__section"))
        sets = list(self.page.sets.prefetch_related("items__product"))
        for bundle in sets:
            bundle.is_whole = all(item.product for item in bundle.items.all())
        context = {"variants": variants, "sets": sets, "form": form}
        context |= head_context(self.page, self.request.user)
        return render(self.request, "landing/owner/offers.html", context, status=status)


class VariantChange(PagesPage, View):
    """`do` says what: up, down, remove or label."""

    def post(self, request: HttpRequest, slug: str, page: str, pk: int) -> HttpResponse:
        variants = self.page.variants.select_related("product", "page__store")
        self.change(get_object_or_404(variants, pk=pk), request.POST.get("do", ""))
        return redirect(self.url("offers"))

    def change(self, variant: Variant, action: str) -> None:
        user: Any = self.request.user
        if action in ("up", "down"):
            move_variant(variant, -1 if action == "up" else 1, by=user)
        elif action == "remove":
            remove_variant(variant, by=user)
            sentence = _("The page no longer sells “%(product)s”. The product itself stays.")
            messages.success(self.request, sentence % {"product": variant.product})
        elif action == "label":
            self.label(variant, LabelForm(self.request.POST))
        else:
            raise Http404

    def label(self, variant: Variant, form: LabelForm) -> None:
        if not form.is_valid():
            messages.error(self.request, first_error(form))
            return
        label_variant(variant, form.cleaned_data["label"], by=self.request.user)
        messages.success(self.request, _("Saved."))


class SetPage(PagesPage):
    def bundle(self) -> ProductSet:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(SetForm(None, self.bundle()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        bundle = self.bundle()
        form = SetForm(request.POST, bundle)
        if not form.is_valid():
            return self.show(form, status=422)
        data: dict[str, Any] = form.cleaned_data
        try:
            save_set(bundle, data["name"], data["price"], form.pieces, by=request.user)
        except EditRefused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, _("Saved."))
        return redirect(self.url("offers"))

    def show(self, form: SetForm, status: int = 200) -> HttpResponse:
        context = {"store": self.store, "page": self.page, "form": form, "bundle": self.bundle()}
        return render(self.request, "landing/owner/set.html", context, status=status)


class SetAdd(SetPage, View):
    def bundle(self) -> ProductSet:
        return ProductSet(page=self.page)


class SetEdit(SetPage, View):
    def bundle(self) -> ProductSet:
        sets = self.page.sets.select_related("page__store")
        return get_object_or_404(sets, pk=self.kwargs["pk"])


class SetRemove(SetEdit):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        bundle = self.bundle()
        context = {
            "title": _("Remove “%(set)s”?") % {"set": bundle},
            "question": _("Buyers can no longer choose it. Orders of it stay as they are."),
            "action_label": _("Remove the set"),
            "cancel_url": self.url("offers"),
        }
        return render(request, "core/confirm.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        remove_set(self.bundle(), by=request.user)
        return redirect(self.url("offers"))
