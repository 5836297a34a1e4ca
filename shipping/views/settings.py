"""A store's settings of shipping: its zones and prices, and what its products weigh."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from core.number_input import read_number
from shipping.costs import table_of
from shipping.models import ProductWeight, Zone
from shipping.settings import (
    ShippingRefused,
    delete_zone,
    save_zone,
    set_prices,
    set_weights,
    switch_shipping,
    use_template,
    version_of,
)
from shipping.settings_forms import PriceForm, WeightForm, ZoneForm, products_of
from stores.access import Right, holders_of
from stores.views.owner import MemberPage, MenuPage

MAX_PRODUCTS = 50  # on a page


class SettingsPage(MemberPage):
    access = holders_of(Right.EDIT_STORE)

    def seen(self) -> int:
        """The version of the settings on which the posted page was based."""
        number = read_number(self.request.POST.get("seen"))
        return -1 if number is None else number

    def leave(self) -> HttpResponse:
        return redirect("shipping:settings", self.store.slug)


class Shipping(SettingsPage, View):
    """The zones, and the table of prices."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.page(PriceForm(table_of(self.store)))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = PriceForm(table_of(self.store), request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            set_prices(self.store, form.steps, form.prices, seen=self.seen())
        except ShippingRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, status=409)
        messages.success(request, _("Saved."))
        return self.leave()

    def page(self, form: PriceForm, status: int = 200) -> HttpResponse:
        unknown = products_of(self.store).filter(weight=None).count()
        context = {
            "store": self.store,
            "table": form.table,
            "form": form,
            "seen": version_of(self.store),
            "without_weight": unknown,
        }
        return render(self.request, "shipping/owner/settings.html", context, status=status)


class Switch(SettingsPage, View):
    """Offers parcels at the checkout, or stops."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        is_on = request.POST.get("is_on")
        if is_on not in ("yes", "no"):
            raise Http404
        try:
            switch_shipping(self.store, is_on=is_on == "yes")
        except ShippingRefused as refusal:
            messages.error(request, str(refusal))
        return self.leave()


class UseTemplate(SettingsPage, View):
    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            use_template(self.store, get_language() or "en")
        except ShippingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The usual zones are added: change them as you need."))
        return self.leave()


class ZonePage(SettingsPage, View):
    def zone(self) -> Zone:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(ZoneForm(instance=self.zone()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ZoneForm(request.POST, instance=self.zone())
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            save_zone(form.save(commit=False), seen=self.seen())
        except ShippingRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, status=409)
        messages.success(request, _("Saved."))
        return self.leave()

    def page(self, form: ZoneForm, status: int = 200) -> HttpResponse:
        context = {"store": self.store, "form": form, "seen": version_of(self.store)}
        return render(self.request, "shipping/owner/zone.html", context, status=status)


class ZoneAdd(ZonePage):
    def zone(self) -> Zone:
        return Zone(store=self.store)


class ZoneEdit(ZonePage):
    def zone(self) -> Zone:
        return get_object_or_404(self.store.zones.select_related("store"), pk=self.kwargs["pk"])


class ZoneDelete(SettingsPage, View):
    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        context = {
            "title": _("Delete “%(zone)s”?") % {"zone": self.zone()},
            "question": _("Its prices go with it. Orders that were placed stay as they are."),
            "action_label": _("Delete the zone"),
            "cancel_url": reverse("shipping:settings", args=[self.store.slug]),
        }
        return render(request, "core/confirm.html", context)

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        delete_zone(self.zone())
        messages.success(request, _("The zone is deleted."))
        return self.leave()

    def zone(self) -> Zone:
        return get_object_or_404(self.store.zones.select_related("store"), pk=self.kwargs["pk"])


class Weights(MenuPage, View):
    """What a piece of each product weighs, for those who edit the menu."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        page = self.products()
        return self.page(WeightForm(page.object_list), page)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        page = self.products()
        form = WeightForm(page.object_list, request.POST)
        if not form.is_valid():
            return self.page(form, page, status=422)
        set_weights(self.store, form.grams)
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())

    def products(self) -> Any:
        paginator = Paginator(products_of(self.store), MAX_PRODUCTS)
        return paginator.get_page(self.request.GET.get("page"))

    def page(self, form: WeightForm, page: Any, status: int = 200) -> HttpResponse:
        context = {
            "store": self.store,
            "form": form,
            "page_obj": page,
            "is_paginated": page.has_other_pages(),
            "weighed": ProductWeight.objects.filter(product__section__store=self.store).count(),
        }
        return render(self.request, "shipping/owner/weights.html", context, status=status)
