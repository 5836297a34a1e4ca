"""The page that turns a basket into an order and sends the customer to pay."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django_htmx.http import HttpResponseClientRedirect

from checkout.forms import CheckoutForm
from checkout.limits import OTHER_POSTS, count_order, count_other_post, sentence
from checkout.parts import PartForms
from checkout.services import place_and_open_payment
from core.access import anyone
from core.errors import too_many
from core.pages import Page
from core.throttle import TooMany, client_address
from orders.baskets import OrderRefused, find_basket
from orders.cart_baskets import CartBasket
from orders.fulfilment import STORE, kind_of
from orders.placing import find_placed, find_unpaid
from orders.quotes import quote, usual_fulfilment
from orders.statuses import Status
from orders.visitors import cart_owner_of, ensure_cart_owner, set_visitor_pieces
from payments.gateways import offered_gateways
from payments.methods import PaymentRefused, WayRefused, ways_to_pay
from payments.services import pay_at, start_payment
from payments.views.provider_redirect import RedirectsToProvider
from shipping.costs import load_table
from stores.models import Store


class CheckoutPage(View):
    """A view of one kind of basket says in `basket` which one, and where to go when it is gone."""

    basket = None
    limit = OTHER_POSTS
    template = "checkout/checkout.html"

    def get(self, request, *args, **kwargs):
        return self.page(self.form(initial=self.first_values()))

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if "switch_to" not in request.POST and form.is_valid() and not self.parts.has_errors:
            return self.place(form)
        try:
            count_other_post(request)
        except TooMany as refusal:
            return too_many(request, refusal.retry_after)
        if "switch_to" in request.POST:
            return self.as_whole_page(self.resume()) or self.page(
                self.form(initial=request.POST.dict())
            )
        return self.resume() or self.page(form, status=422)

    def place(self, form):
        try:
            count_order(self.request)
            order, payment = place_and_open_payment(
                form.cleaned_data["payment"],
                basket=self.basket,
                buyer=self.buyer,
                fulfilment=form.cleaned_data["fulfilment"],
                contact=form.contact,
                fingerprint=form.cleaned_data["fingerprint"],
                checkout_token=form.cleaned_data["checkout_token"],
                choices=self.parts.choices,
                network=client_address(self.request),
            )
        except WayRefused as refusal:
            form.add_error("payment", str(refusal))
            return self.resume() or self.page(form, status=422)
        except TooMany as refusal:
            return self.resume() or self.pause(form, refusal)
        except (OrderRefused, PaymentRefused) as refusal:
            return self.resume() or self.page(form, status=409, refusal=refusal)
        set_visitor_pieces(self.request, None)  # the order's are gone
        if payment is None:
            return redirect(order)
        return self.redirect_to_provider(order, partial(pay_at, payment))

    def pause(self, form, refusal):
        """The page with all that was entered, to be sent again later."""
        answer = self.page(form, status=429, refusal=sentence(refusal.retry_after))
        answer["Retry-After"] = str(refusal.retry_after)
        return answer

    def resume(self):
        """The redirect to pay the order that this very page has placed already; None if it has not."""
        try:
            token = uuid.UUID(self.request.POST.get("checkout_token", ""))
        except ValueError:
            return None
        order = find_placed(self.buyer, token)
        if order is None:
            return None
        set_visitor_pieces(self.request, None)
        if order.status != Status.PENDING:
            return redirect(order)
        gateway = self.request.POST.get("payment", "")
        return self.redirect_to_provider(order, partial(start_payment, order, gateway))

    def as_whole_page(self, response):
        """Of a redirect, htmx would fetch the page itself, for the summary's place."""
        if self.request.htmx and response is not None and "Location" in response:
            return HttpResponseClientRedirect(response["Location"])
        return response

    def page(self, form, status=200, refusal=None):
        """The page with a current quote and new hidden fields; entered data are preserved."""
        basket, quoted = self.basket, getattr(refusal, "quote", None)
        if quoted is None and not basket.load():
            return self.as_whole_page(self.gone())
        kind = kind_of(self.fulfilment)
        if kind.carried_by == STORE:  # before the quote, which needs the table, too
            form.offer_countries(load_table(basket.store).countries)
        current = quoted if quoted and quoted.fulfilment == kind.code else self.quote(kind.code)
        ways = ways_to_pay(current.currency, current.total)
        form.offer({code: way for code, way in ways.items() if code not in basket.refused_ways})
        form.proofs = {
            "checkout_token": uuid.uuid4(),
            "fingerprint": current.fingerprint,
            "fulfilment": kind.code,
        }
        context = {
            "form": form,
            "parts": self.parts,
            "quote": current,
            "refusal": str(refusal or ""),
            "offered": [kind_of(code) for code in basket.fulfilments],
            "kind": kind,
            "has_changed": self.shown not in ("", current.fingerprint),
            "is_too_little": current.total and ways_to_pay(current.currency),
            # Already loaded with the form's addresses, so the header does not query it.
            **({"default_address": form.default_address} if form.user else {}),
        }
        context |= self.page_context(current)
        return render(self.request, self.template, context, status=status)

    def page_context(self, quote):
        """What the page of a subclass shows besides."""
        return {}

    def quote(self, fulfilment):
        return quote(self.basket, fulfilment, timezone.now(), self.buyer, self.parts.choices)

    def form(self, data=None, **kwargs):
        gateways = offered_gateways()
        return CheckoutForm(data, user=self.request.user, gateways=gateways, **kwargs)

    def first_values(self):
        user = self.request.user
        return {"name": user.name, "phone": user.phone} if user.is_authenticated else {}

    @property
    def shown(self):
        """The fingerprint of what the buyer just tried to order; "" if only a choice was changed."""
        data = self.request.POST
        return "" if "switch_to" in data else data.get("fingerprint", "")

    @cached_property
    def buyer(self):
        return cart_owner_of(self.request)

    @cached_property
    def parts(self):
        data = self.request.POST if self.request.method == "POST" else None
        return PartForms(data, self.basket, self.buyer, switched="switch_to" in self.request.POST)

    @property
    def fulfilment(self):
        """The requested fulfilment; the basket's usual one if that is not offered."""
        data = self.request.POST
        wanted = data.get("switch_to") or data.get("fulfilment")
        return wanted if wanted in self.basket.fulfilments else usual_fulfilment(self.basket)


class CartPage(CheckoutPage):
    @cached_property
    def basket(self):
        """The user's or visitor's cart of this store."""
        return CartBasket(self.buyer, self.kwargs["slug"])

    def gone(self):
        """Who goes back from paying returns to what they placed."""
        get_object_or_404(Store, slug=self.kwargs["slug"])
        if order := find_unpaid(self.buyer, self.kwargs["slug"], timezone.now()):
            return redirect(order)
        messages.info(self.request, _("There is nothing to order in this cart."))
        return redirect("orders:carts")


class BasketPage(CheckoutPage):
    @cached_property
    def buyer(self):
        """Also a visitor who comes here first has a key, so that the token of the page is theirs alone."""
        return ensure_cart_owner(self.request)

    @cached_property
    def basket(self):
        owner = cart_owner_of(self.request)  # an unknown address starts no session
        basket = find_basket(self.kwargs["kind"], self.kwargs["key"], owner)
        if basket is None:
            raise Http404
        return basket

    def gone(self):
        if order := self.basket.placed_order:
            return redirect(order)
        if self.basket.gone_url:
            return render(self.request, "checkout/gone.html", {"basket": self.basket}, status=410)
        messages.info(self.request, str(self.basket.gone))
        return redirect("home")


class Checkout(Page, RedirectsToProvider, CartPage):
    access = anyone


class BasketCheckout(Page, RedirectsToProvider, BasketPage):
    access = anyone
