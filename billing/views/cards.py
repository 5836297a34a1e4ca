"""The owner's cards: added at a provider, chosen as the one that bills are charged to, removed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from billing.cards import cards_of, choose_card
from billing.collection.collecting import card_of
from billing.refusals import BillingRefused
from billing.views.pages import TenantPage
from payments.models import SavedMethod
from payments.saved_methods import SavingRefused, remove_method


class Cards(TenantPage, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        tenant = self.tenant
        context = {
            "tenant": tenant,
            "methods": cards_of(tenant),
            "default": card_of(tenant),
            "here": request.path,
        }
        return render(request, "billing/cards.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        method = get_object_or_404(cards_of(self.tenant), key=request.POST.get("card", ""))
        try:
            choose_card(self.tenant, method, now=self.now, by=request.user)
            text = _("Your bills are charged to %(card)s from now on.")
            messages.success(request, text % {"card": method})
        except BillingRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("billing:card")


class RemoveCard(TenantPage, View):
    """Confirmed, since without a card the owner pays each bill at its page."""

    @cached_property
    def method(self) -> SavedMethod:
        return get_object_or_404(cards_of(self.tenant), key=self.kwargs["card"])

    def get(self, request: HttpRequest, card: str) -> HttpResponse:
        is_default = self.method.pk == self.tenant.default_method_id
        context = {"method": self.method, "is_default": is_default}
        return render(request, "billing/remove_card.html", context)

    def post(self, request: HttpRequest, card: str) -> HttpResponse:
        try:
            remove_method(self.method, by=request.user)
            messages.success(request, _("%(card)s is removed.") % {"card": self.method})
        except SavingRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("billing:card")
