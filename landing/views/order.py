"""Buying on a page: the checkout with the choice in it, opened in the page itself or on its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from checkout.views import CheckoutPage
from landing.baskets import PageBasket
from landing.choices import offers_of
from landing.pages import published
from landing.renaming import slug_now
from landing.views.public import PublicPage, chosen_of, is_number, quantity_of
from orders.models import MAX_CART_QUANTITY
from orders.visitors import ensure_cart_owner
from payments.views.provider_redirect import RedirectsToProvider


class OrderView(PublicPage, RedirectsToProvider, CheckoutPage):
    """`choice` and `quantity` come from the link at first, and then with the form."""

    url_name = "order"
    template = "landing/order.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and self.version is None:
            self.follow_new_name()
        return super().dispatch(request, *args, **kwargs)

    def place(self, form: Any) -> Any:
        """A quantity that makes no sense is named instead of taken for one piece."""
        typed = self.request.POST.get("quantity", "1")
        if is_number(typed) and int(typed) > 0:
            return super().place(form)
        sentence = _("Write the quantity as a whole number from 1 to %(most)s.")
        refusal = sentence % {"most": MAX_CART_QUANTITY}
        return self.resume() or self.page(form, status=422, refusal=refusal)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.version is None:
            raise Http404
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def follow_new_name(self) -> None:
        """What was filled in before the page got another name is still ordered."""
        if slug := slug_now(self.kwargs["page"]):
            self.kwargs["page"] = slug
            del self.version

    @cached_property
    def version(self) -> Any:
        return published(self.kwargs["page"], timezone.now())

    @cached_property
    def offers(self) -> Any:
        return offers_of(self.version, timezone.now())

    @property
    def chosen(self) -> Any:
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def basket(self) -> PageBasket:
        code = self.chosen.get("choice", "")
        if not code and self.version is not None and self.offers.first is not None:
            code = self.offers.first.code
        return PageBasket(self.kwargs["page"], code, quantity_of(self.chosen))

    @cached_property
    def buyer(self) -> Any:
        """Also a visitor has a key, so that the token of the page is theirs alone."""
        return ensure_cart_owner(self.request)

    def first_values(self) -> dict[str, Any]:
        return {**super().first_values(), "payment": self.request.GET.get("payment", "")}

    def page_context(self, quote: Any) -> dict[str, Any]:
        version = self.version
        if version is None:  # taken offline meanwhile: the quote says so
            return {"page": self.basket.page}
        return {
            "page": version.page,
            "store": version.page.store,
            "identity": getattr(version.page.store, "identity", None),
            "offers": self.offers,
            **chosen_of(self.offers, self.chosen),
            "quantity": self.basket.quantity,
        }

    def gone(self) -> HttpResponse:
        if self.version is None:
            raise Http404
        messages.info(self.request, str(self.basket.gone))
        return redirect(self.version.page)
