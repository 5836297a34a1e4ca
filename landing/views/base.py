"""What the pages of an editor share."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from landing.models import Page
from landing.pages import page_of_store
from stores.access import Right, holders_of
from stores.views.owner import MemberPage


class PagesPage(MemberPage):
    """A page about the product pages of a store, for its members who edit the menu."""

    access = holders_of(Right.EDIT_MENU)
    request: HttpRequest

    @cached_property
    def page(self) -> Page:
        slug = self.kwargs["page"]
        page = page_of_store.find(self.store.pk, slug)
        if page is None:
            # An editor that was open while somebody renamed the page has its former name.
            pages = self.store.pages.select_related("store", "published", "scheduled")
            page = get_object_or_404(pages, former_slugs__slug=slug)
        return page

    def limited_rows(self) -> list[Any]:
        rows = super().limited_rows()
        return [*rows, self.page] if "page" in self.kwargs else rows

    def url(self, name: str, *args: object) -> str:
        """A page of the editor of this product page."""
        return reverse(f"landing:{name}", args=[self.store.slug, self.page.slug, *args])
