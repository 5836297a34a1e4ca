"""What search engines may find: sitemap.xml and robots.txt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views import View

from core.access import anyone
from core.links import absolute, site_url
from core.pages import Page
from landing.pages import shown_pages
from stores.models import Store
from ticketing.models import Event

MOST_ENTRIES = 50_000  # https://www.sitemaps.org/protocol.html
# Beginnings of paths that are somebody's own, or change things.
PRIVATE = ("/accounts/", "/admin/", "/cart/", "/checkout/", "/inbox/", "/me/", "/pay/", "/shop/")


class Sitemap(Page, View):
    """Published pages, and the stores and events if this site lists them."""

    access = anyone

    def get(self, request: HttpRequest) -> HttpResponse:
        pages = [
            (absolute(page.get_absolute_url()), version.publish_at)
            for page, version in shown_pages(timezone.now())[:MOST_ENTRIES]
        ]
        stores = [(url, None) for url in _stores(MOST_ENTRIES - len(pages))]
        events = _events(MOST_ENTRIES - len(pages) - len(stores))
        entries = [*pages, *stores, *((url, None) for url in events)]
        return render(
            request, "landing/sitemap.xml", {"entries": entries}, content_type="application/xml"
        )


def _stores(most: int) -> list[str]:
    try:
        reverse("stores:store", args=["any"])
    except NoReverseMatch:  # switched off
        return []
    shown = Store.objects.filter(archived_at=None).order_by("pk").values_list("slug", flat=True)
    return [site_url("stores:store", slug) for slug in shown[:most]]


def _events(most: int) -> list[str]:
    try:
        reverse("ticketing:browse")
    except NoReverseMatch:  # switched off
        return []
    shown = Event.objects.public().order_by("-pk").values_list("number", flat=True)
    return [site_url("ticketing:event", number) for number in shown[:most]]


class Robots(Page, View):
    access = anyone

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
        lines.append(f"Sitemap: {site_url('landing:sitemap')}")
        return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
