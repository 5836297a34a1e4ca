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
from orders.lifecycle import Fulfilment, Status
from orders.quotes import offered_fulfilments, quote, usual_fulfilment, with_contents
from orders.services import OrderRefused, find_placed
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
        if "switch_to" in request.POST and not self.placed_before():
            return self.page(self.form(initial=request.POST.dict()))
        if form.is_valid():
            return self.place(form)
        return self.unless_placed_before(form, status=422)

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
            return self.unless_placed_before(form, status=409, refusal=str(refusal))
        return (
            self.redirect_to_provider(order, partial(pay_at, payment))
            if payment
            else redirect(order)
        )

    def unless_placed_before(self, form, **page):
        """The page again, or on to paying what this very page has placed already."""
        placed = self.placed_before()
        if placed:
            return self.to_payment(placed, self.request.POST.get("payment", ""))
        return self.page(form, **page)

    def to_payment(self, order, gateway):
        """On to the gateway; an order that waits for no payment any more goes to its own page."""
        if order.status != Status.PENDING:
            return redirect(order)
        return self.redirect_to_provider(order, partial(start_payment, order, gateway))

    def page(self, form, status=200, refusal=""):
        """The page as of now; whatever was entered stays, the proofs are new."""
        cart = with_contents(self.carts).first()
        if cart is None:
            return self.nothing_to_order()
        fulfilment = self.fulfilment_at(cart.store)
        form.offer(ways_to_pay(cart.store.currency))
        current = quote(cart, fulfilment, timezone.now())
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
            # Found already among the addresses of the form, so the header need not ask for it.
            **({"default_address": form.default_address} if form.user else {}),
        }
        return render(self.request, "checkout/checkout.html", context, status=status)

    def form(self, data=None, **kwargs):
        gateways = offered_gateways()
        return CheckoutForm(data, user=self.request.user, gateways=gateways, **kwargs)

    def first_values(self):
        user = self.request.user
        return {"name": user.name, "phone": user.phone} if user.is_authenticated else {}

    def placed_before(self):
        try:
            token = uuid.UUID(self.request.POST.get("checkout_token", ""))
        except ValueError:
            return None
        return find_placed(cart_owner_of(self.request), token)

    def nothing_to_order(self):
        get_object_or_404(Store, slug=self.kwargs["slug"])
        messages.info(self.request, _("There is nothing to order in this cart."))
        return redirect("orders:carts")

    @property
    def carts(self):
        """The reader's cart of this store, if there is one."""
        return carts_of(cart_owner_of(self.request)).filter(store__slug=self.kwargs["slug"])

    def fulfilment_at(self, store):
        """What is asked for; the store's usual one where that is not offered."""
        asked = self.request.POST
        wanted = asked.get("switch_to") or asked.get("fulfilment")
        return wanted if wanted in offered_fulfilments(store) else usual_fulfilment(store)


class Checkout(Page, RedirectsToProvider, ThrottledPosts, CheckoutPage):
    access = anyone
    limit = Limit("checkout", times=40, seconds=600)
