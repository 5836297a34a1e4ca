"""A user's saved cards and accounts: listed, added at a provider, removed."""

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from core.access import signed_in
from core.pages import Page, ThrottledPosts
from core.redirects import safe_next
from core.throttle import Limit, TooMany, count
from payments.gateways.base import GatewayError, OutcomeUnknown
from payments.gateways.sandbox import SANDBOX_CARDS, SandboxGateway
from payments.gateways.toss import TossGateway
from payments.method_lifecycle import ACTIVE, KNOWN, PENDING
from payments.methods import PaymentRefused
from payments.models import SavedMethod
from payments.saved_methods import (
    SavingRefused,
    begin_saving,
    confirm_saving,
    enter_at,
    remove_method,
    saved_methods_of,
    ways_to_save,
)
from payments.views.provider_redirect import RedirectsToProvider
from payments.views.toss import widget_policy

# Returns per method that ask its provider; each costs a call and a permanent row.
ASKED = Limit("card-came-back", times=30, seconds=600)


class MethodPage(Page):
    """Shows and changes the user's own methods only."""

    access = signed_in

    def method(self, key, **fields):
        return get_object_or_404(SavedMethod, user=self.request.user, key=key, **fields)


class SavedMethodList(MethodPage, View):
    def get(self, request):
        context = {"methods": saved_methods_of(request.user), "here": request.path}
        return render(request, "payments/saved_methods.html", context)


class AddMethod(RedirectsToProvider, ThrottledPosts, MethodPage, View):
    """The gateways that can save something to charge in `currency`; `next` is where to go on."""

    limit = Limit("add-method", times=20, seconds=3600)

    def get(self, request):
        return self.show(self.currency())

    def post(self, request):
        currency, next_path = self.currency(), safe_next(request)[:500]
        try:
            code = request.POST.get("gateway", "")
            return redirect(enter_at(begin_saving(request.user, code, currency, next_path)))
        except (GatewayError, PaymentRefused) as refusal:
            return self.show(currency, str(refusal), status=422)

    def show(self, currency, refusal="", status=200):
        context = {
            "ways": ways_to_save(currency).values(),
            "currency": currency,
            "refusal": refusal,
            "next": safe_next(self.request),
        }
        return render(self.request, "payments/add_method.html", context, status=status)

    def currency(self):
        asked = self.request.POST.get("currency") or self.request.GET.get("currency") or ""
        return asked if ways_to_save(asked) else settings.DEFAULT_CURRENCY


class SandboxCards(MethodPage, View):
    """Stands in for a provider's page: the user chooses a card by what will happen to its charges."""

    def get(self, request, card):
        method = self.method(card, gateway=SandboxGateway.code)
        if method.status != PENDING:
            return redirect(on_from(method))
        cards = SANDBOX_CARDS.items()
        return render(request, "payments/sandbox_cards.html", {"method": method, "cards": cards})


class TossCard(MethodPage, View):
    """The page from which Toss's script opens its window to save a card."""

    def dispatch(self, request, *args, **kwargs):
        return csp_update(widget_policy())(super().dispatch)(request, *args, **kwargs)

    def get(self, request, card):
        method = self.method(card, gateway=TossGateway.code)
        if method.status != PENDING:
            return redirect(on_from(method))
        context = {
            "method": method,
            "client_key": settings.TOSS_CLIENT_KEY,
            "script": settings.TOSS_WIDGET_URL,
        }
        return render(request, "payments/toss_card.html", context)


class ReturnFromSaving(MethodPage, View):
    """Where a provider sends the user back to, however often: it is asked what was saved."""

    def get(self, request, card):
        return self.confirm(self.method(card), request.GET)

    def post(self, request, card):
        return self.confirm(self.method(card), request.POST)

    def confirm(self, method, returned):
        try:
            count(ASKED, method.key)
            confirm_saving(method, returned.dict())
        except OutcomeUnknown as error:
            context = {"method": method, "error": str(error), "again": self.request.get_full_path()}
            return render(self.request, "payments/saving_unknown.html", context, status=503)
        except (GatewayError, PaymentRefused, TooMany) as error:
            messages.error(self.request, str(error))
            return redirect(add_again(method))
        if method.status == ACTIVE:
            messages.success(self.request, _("%(card)s is saved.") % {"card": method})
        elif method.status == PENDING:
            messages.info(self.request, _("Nothing was saved."))
        return redirect(on_from(method))


class RemoveMethod(MethodPage, View):
    def get(self, request, card):
        context = {"method": self.method(card, status__in=KNOWN), "next": safe_next(request)}
        return render(request, "payments/remove_method.html", context)

    def post(self, request, card):
        method = self.method(card)
        try:
            remove_method(method, by=request.user)
        except SavingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(card)s is removed.") % {"card": method})
        return redirect(safe_next(request) or "payments:saved-methods")


def on_from(method):
    return method.next_path or reverse("payments:saved-methods")


def add_again(method):
    query = {"currency": method.currency, "next": method.next_path}
    return f"{reverse('payments:add-method')}?{urlencode({k: v for k, v in query.items() if v})}"
