"""Pages of carts: showing and changing them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from core.access import anyone
from core.forms import first_error
from core.pages import Page
from core.redirects import safe_next
from orders.cart_baskets import CartBasket, loaded, with_contents
from orders.carts import CartRefused, add_to_cart, carts_of, change_line, lines_of
from orders.forms import AddForm, LineForm
from orders.models import CartLine
from orders.queries import product_to_add
from orders.quotes import quote, usual_fulfilment
from orders.removed_lines import end_offer, offer_undo, offered_undo, undo_data
from orders.visitors import (
    add_visitor_pieces,
    cart_owner_of,
    ensure_cart_owner,
    set_visitor_pieces,
)
from stores.models import Store


class Carts(Page, TemplateView):
    """All carts of the user or visitor, one for each store; htmx gets only the carts."""

    access = anyone
    template_name = "orders/customer/carts.html"

    def get_template_names(self):
        return ["orders/customer/_carts.html"] if self.request.htmx else [self.template_name]

    def get(self, request):
        removed = offered_undo(request)
        response = super().get(request, removed=removed)
        if removed:
            end_offer(response)
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(quotes=quotes_of(self.request), **kwargs)


class StoreCart(Page, View):
    """The cart bar of the store page, loaded by htmx."""

    access = anyone

    def get(self, request, slug):
        if not request.htmx:
            return redirect("orders:carts")
        buyer = cart_owner_of(request)
        basket = CartBasket(buyer, slug)
        found = quoted(basket, buyer) if basket.load() else None
        if found is None:
            get_object_or_404(Store, slug=slug)
        is_closed = found is not None and not _sells(found.store)
        context = {"quote": found, "is_closed": is_closed}
        return render(request, "orders/_store_cart.html", context)


class AddToCart(Page, View):
    """Adds a product to the cart; htmx gets the new count and the messages."""

    access = anyone

    def post(self, request, pk):
        product = product_to_add.get_or_404(pk)
        added = self.add(product)
        if request.htmx:
            return self.fragment(added)
        return redirect(safe_next(request, product.store.get_absolute_url()))

    def add(self, product):
        form = AddForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, first_error(form))
            return False
        try:
            data = form.cleaned_data
            owner = ensure_cart_owner(self.request)
            add_to_cart(owner, product, data["options"], data["quantity"])
        except CartRefused as refusal:
            messages.error(self.request, str(refusal))
            return False
        add_visitor_pieces(self.request, data["quantity"])
        text = _("%(quantity)s × %(product)s is in your cart.")
        messages.success(self.request, text % {"quantity": data["quantity"], "product": product})
        return True

    def fragment(self, added):
        status = 200 if added else 422
        response = render(self.request, "orders/_added.html", status=status)
        response["HX-Reswap"] = "none"
        if added:
            response["HX-Trigger"] = "cart-changed"
        return response


class ChangeLine(Page, View):
    """Sets the pieces or the options of a line; htmx gets the updated carts."""

    access = anyone

    def post(self, request, pk):
        lines = lines_of(cart_owner_of(request)).select_related("product__section__store")
        line = get_object_or_404(lines, pk=pk)
        quantity = self.change(line)
        removed = undo_data(line) if quantity == 0 else None
        if request.htmx:
            return self.fragment(line, removed, status=422 if quantity is None else 200)
        response = redirect("orders:carts")
        if removed:
            offer_undo(response, removed)
        return response

    def fragment(self, line, removed, status):
        context = {
            "quotes": quotes_of(self.request),
            "removed": removed,
            "touched": line.pk,
            "touch": self.touch(line),
            "oob": True,
        }
        return render(self.request, "orders/customer/_carts.html", context, status=status)

    def touch(self, line):
        """The button that was pressed, so that the focus stays there in the updated carts."""
        return "more" if self.request.POST.get("quantity") == str(line.quantity + 1) else "less"

    def change(self, line: CartLine):
        """The new quantity; None if the change is refused."""
        form = LineForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, first_error(form))
            return None
        quantity = form.cleaned_data["quantity"]
        try:
            change_line(line, quantity=quantity, option_ids=form.option_ids)
        except CartRefused as refusal:
            messages.error(self.request, str(refusal))
            return None
        set_visitor_pieces(self.request, None)
        return quantity


def quoted(basket, buyer):
    return quote(basket, usual_fulfilment(basket), timezone.now(), buyer)


def quotes_of(request):
    """Of all carts, so that the number of their pieces is known, too."""
    buyer = cart_owner_of(request)
    quotes = [quoted(loaded(cart, buyer), buyer) for cart in with_contents(carts_of(buyer))]
    set_visitor_pieces(request, sum(each.pieces for each in quotes))
    return quotes


def _sells(store):
    return store.takes_orders(timezone.now()) or store.takes_parcels()
