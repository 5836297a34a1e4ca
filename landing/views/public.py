"""The page that visitors see, and its choices as they are now."""

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views import View

from affiliates.cookies import remember_source
from core.access import anyone
from core.links import absolute
from core.pages import Page
from landing.choices import Offers, offers_of
from landing.content import parts_of, text_about_sending
from landing.pages import published
from landing.renaming import slug_now
from landing.sections import Hero
from landing.sending import sending_of
from landing.seo import description_of, photos_of, product_json
from live.pages import live_context
from orders.models import MAX_CART_QUANTITY
from payments.methods import ways_to_pay
from payments.views.provider_redirect import RedirectsToProvider

# Ways that ask for no card number on a page of their own, by what their buttons call them.
EXPRESS = {"paypal": "PayPal", "toss": "Toss Pay"}


def shown_or_404(slug: str) -> Any:
    """The version that visitors see now, with the rows of landing.pages."""
    version = published(slug, timezone.now())
    if version is None:
        raise Http404
    return version


def chosen_of(offers: Offers, data: Any) -> dict[str, Any]:
    """What the visitor has chosen, or will have at first; nonsense counts as nothing."""
    choice = offers.chosen(data.get("choice", ""))
    most = choice.most if choice else 1
    return {"chosen": choice, "quantity": max(1, min(quantity_of(data), most))}


def quantity_of(data: Any) -> int:
    typed = data.get("quantity", "")
    return max(1, min(int(typed), MAX_CART_QUANTITY)) if is_number(typed) else 1


def is_number(typed: str) -> bool:
    """Whether it is a whole number of a sane length, in any digits."""
    return typed.isdecimal() and len(typed) < 6


class PublicPage(Page):
    """A former name of a page leads to that which it has now."""

    access = anyone
    url_name = "page"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            slug = slug_now(self.kwargs["page"])
            if slug is None or published(slug, timezone.now()) is None:
                raise
        return self.moved(slug)

    def moved(self, slug: str) -> HttpResponseBase:
        """Browsers must ask again: the page may get its former name back."""
        query = self.request.META.get("QUERY_STRING", "")
        path = reverse(f"landing:{self.url_name}", args=[slug])
        response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
        patch_cache_control(response, no_cache=True)
        return response


class PageView(PublicPage, RedirectsToProvider, View):
    """Its form may be sent from here, so that providers' pages are allowed as its targets."""

    def get(self, request: HttpRequest, page: str) -> HttpResponse:
        version, now = shown_or_404(page), timezone.now()
        offers = offers_of(version, now)
        context = {**self.content(version), **self.offers(version, offers), **seo(version, offers)}
        context |= live_context(request, *offers.topics)
        response = render(request, "landing/page.html", context)
        remember_source(request, response, version.page.store_id, now)
        return response

    def content(self, version: Any) -> dict[str, Any]:
        above, below = parts_of(version)
        return {
            "version": version,
            "page": version.page,
            "store": version.page.store,
            "identity": getattr(version.page.store, "identity", None),
            "above": above,
            "below": below,
            "about_sending": text_about_sending(version),
        }

    def offers(self, version: Any, offers: Offers) -> dict[str, Any]:
        chosen = chosen_of(offers, self.request.GET)
        first = chosen["chosen"]
        ways = ways_to_pay(version.page.store.currency, first.price) if first else {}
        return {
            "offers": offers,
            **chosen,
            "sending": sending_of(version, first.grams, first.price) if first else None,
            "express": {code: name for code, name in EXPRESS.items() if code in ways},
        }


class ChoicesView(PublicPage, View):
    """The choices alone: open pages fetch them when a price or the stock changed."""

    url_name = "choices"

    def get(self, request: HttpRequest, page: str) -> HttpResponse:
        version = shown_or_404(page)
        if not request.htmx:  # opened by its address: it is no page
            return redirect(version.page)
        offers = offers_of(version, timezone.now())
        context = {"page": version.page, "offers": offers, **chosen_of(offers, request.GET)}
        return render(request, "landing/_live_choices.html", context)


def seo(version: Any, offers: Offers) -> dict[str, Any]:
    sections = version.sections
    photos = photos_of(sections)
    first = sections[0] if sections else None
    return {
        "canonical": absolute(version.page.get_absolute_url()),
        "summary": description_of(sections),
        "picture": absolute(photos[0].url) if photos else "",
        "picture_of": photos[0] if photos else None,
        "preload": first.photo if isinstance(first, Hero) else None,
        "product_json": product_json(version, offers),
    }
