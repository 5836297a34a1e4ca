"""The page that turns one store's cart into an order and sends the customer to pay."""

import uuid
from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from checkout.forms import CheckoutForm
from checkout.services import place_and_open_payment
from core.access import anyone
from core.pages import Page, ThrottledPosts
from core.throttle import Limit, client_address
from orders.carts import carts_of
from orders.fulfilment import Fulfilment
from orders.quotes import offered_fulfilments, quote, usual_fulfilment, with_contents
from orders.services import OrderRefused, find_placed
from orders.statuses import Status
from orders.visitors import cart_owner_of
from payments.gateways import offered_gateways
from payments.methods import PaymentRefused, ways_to_pay
from payments.services import pay_at, start_payment
from payments.views.provider_redirect import RedirectsToProvider
from stores.models import Store


class CheckoutPage(View):
    def get(self, request, slug):
        return self.page(self.form(initial=self.first_values()))

    def post(self, request, slug):
        form = self.form(request.POST)
        if "switch_to" in request.POST and not self.placed_order():
            return self.page(self.form(initial=request.POST.dict()))
        if form.is_valid():
            return self.place(form)
        return self.page_unless_placed(form, status=422)

    def place(self, form):
        try:
            order, payment = place_and_open_payment(
                form.cleaned_data["payment"],
                carts=self.carts,
                cart_owner=cart_owner_of(self.request),
                fulfilment=form.cleaned_data["fulfilment"],
                contact=form.contact,
                fingerprint=form.cleaned_data["fingerprint"],
                checkout_token=form.cleaned_data["checkout_token"],
                network=client_address(self.request),
            )
        except (OrderRefused, PaymentRefused) as refusal:
            return self.page_unless_placed(form, status=409, refusal=str(refusal))
        return (
            self.redirect_to_provider(order, partial(pay_at, payment))
            if payment
            else redirect(order)
        )

    def page_unless_placed(self, form, **page):
        """The page again, or a redirect to pay the order that this page has placed already."""
        placed = self.placed_order()
        if placed:
            return self.to_payment(placed, self.request.POST.get("payment", ""))
        return self.page(form, **page)

    def to_payment(self, order, gateway):
        """Redirect to the gateway, or to the order's own page if it no longer waits for payment."""
        if order.status != Status.PENDING:
            return redirect(order)
        return self.redirect_to_provider(order, partial(start_payment, order, gateway))

    def page(self, form, status=200, refusal=""):
        """The page with a current quote and new hidden fields; entered data are preserved."""
        cart = with_contents(self.carts).first()
        if cart is None:
            return self.empty_cart_redirect()
        fulfilment = self.fulfilment_at(cart.store)
        form.offer(ways_to_pay(cart.store.currency))
        buyer = cart_owner_of(self.request)
        current = quote(cart, fulfilment, timezone.now(), buyer)
        form.proofs = {
            "checkout_token": uuid.uuid4(),
            "fingerprint": current.fingerprint,
            "fulfilment": fulfilment,
        }
        context = {
            "form": form,
            "quote": current,
            "refusal": refusal,
            "offered": [Fulfilment(kind) for kind in offered_fulfilments(cart.store)],
            "fulfilment": fulfilment,
            # Already loaded with the form's addresses, so the header does not query it.
            **({"default_address": form.default_address} if form.user else {}),
        }
        return render(self.request, "checkout/checkout.html", context, status=status)

    def form(self, data=None, **kwargs):
        gateways = offered_gateways()
        return CheckoutForm(data, user=self.request.user, gateways=gateways, **kwargs)

    def first_values(self):
        user = self.request.user
        return {"name": user.name, "phone": user.phone} if user.is_authenticated else {}

    def placed_order(self):
        try:
            token = uuid.UUID(self.request.POST.get("checkout_token", ""))
        except ValueError:
            return None
        return find_placed(cart_owner_of(self.request), token)

    def empty_cart_redirect(self):
        get_object_or_404(Store, slug=self.kwargs["slug"])
        messages.info(self.request, _("There is nothing to order in this cart."))
        return redirect("orders:carts")

    @property
    def carts(self):
        """A queryset of the user's or visitor's cart of this store, if there is one."""
        return carts_of(cart_owner_of(self.request)).filter(store__slug=self.kwargs["slug"])

    def fulfilment_at(self, store):
        """The requested fulfilment; the store's usual one if that is not offered."""
        data = self.request.POST
        wanted = data.get("switch_to") or data.get("fulfilment")
        return wanted if wanted in offered_fulfilments(store) else usual_fulfilment(store)


class Checkout(Page, RedirectsToProvider, ThrottledPosts, CheckoutPage):
    access = anyone
    limit = Limit("checkout", times=40, seconds=600)
