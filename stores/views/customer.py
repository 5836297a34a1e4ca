"""Customers' pages: the home page with its search, and a store with its menu."""

from datetime import datetime
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.generic import DetailView

from accounts.context_processors import default_address
from accounts.located import LocatedReader
from core.access import anyone
from core.pages import CountedList, Page
from core.panels import panels_of
from live.pages import live_context
from stores.access import may_preview
from stores.cards import cards_html
from stores.hours.week import seconds_until_hours_change, week_of
from stores.menu.html import menu_html
from stores.menu.read import menu_rows
from stores.models import Store
from stores.queries import (
    STORES_A_PAGE,
    categories_in_use,
    first_stores_to_browse,
    store_to_show,
    stores_to_browse,
)
from stores.search import Found, found_first, search
from stores.topics import store_topic
from stores.views.categories import ByCategory

MAX_QUERY_LENGTH = 100  # characters; the rest is ignored


class Home(Page, ByCategory, CountedList):
    """The list of stores: all, of a category, or found by a search; htmx gets only the list."""

    access = anyone
    paginate_by = STORES_A_PAGE
    template_name = "stores/customer/home.html"

    def get_template_names(self):
        htmx = self.request.htmx
        fragment = htmx and not htmx.history_restore_request
        return ["stores/customer/_found.html"] if fragment else [self.template_name]

    def get_queryset(self):
        if self.is_first_screen:
            return first_stores_to_browse(timezone.now(), near=self.address or None)
        stores = stores_to_browse(timezone.now(), near=self.address or None)
        if self.category:
            stores = stores.filter(category=self.category)
        return found_first(stores, self.found) if self.query else stores

    def get(self, request, *args, **kwargs):
        self.query = request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
        self.found = search(self.query) if self.query else Found()
        self.categories = categories_in_use()
        self.category = self.chosen_category()
        self.address = default_address(request)["default_address"]
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    @property
    def is_first_screen(self):
        return not (self.query or self.category or self.request.GET.get("page"))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        stores = context["page_obj"].object_list
        panels = panels_of("store-card", stores, self.request.user, timezone.now())
        return {
            **context,
            "cards": cards_html(stores, self.found.stores, panels),
            "query": self.query,
            "search": f"q={quote(self.query)}&" if self.query else "",
            "categories": self.categories,
            "category": self.category,
            "default_address": self.address,
            "is_first_screen": self.is_first_screen,
            "panels": self.panels(),
        }

    def panels(self):
        """On the first screen of a signed-in reader; others cause no query."""
        user = self.request.user
        if not (self.is_first_screen and user.is_authenticated):
            return []
        row = LocatedReader(user.pk, self.address or None)
        return panels_of("home", [row], user, timezone.now())[user.pk]


class StorePage(Page, DetailView):
    """A store with its whole menu; htmx gets its fragment, or 204 if it still is open, or closed, as before.

    A store without a menu is shown only to its members who write it and to administrators of the site.
    """

    access = anyone
    template_name = "stores/customer/store.html"

    def get(self, request, *args, **kwargs):
        self.address = default_address(request)["default_address"]
        self.object = store_to_show(kwargs["slug"], request.user, near=self.address or None)
        if self.object is None:
            raise Http404
        now = timezone.localtime()
        state = _state_of(self.object, now)
        if self.is_refresh and request.GET.get("seen") == state:
            return HttpResponse(status=204)
        return self.render_to_response(self.get_context_data(now=now, state=state))

    @property
    def is_refresh(self):
        return self.request.htmx and not self.request.htmx.history_restore_request

    def get_template_names(self):
        return ["stores/customer/_store.html"] if self.is_refresh else [self.template_name]

    def get_context_data(self, *, now, state, **kwargs):
        store: Store = self.object
        rows = menu_rows(store)
        previews = not rows.has_offer and may_preview(self.request.user, store)
        if not rows.products and not previews:
            raise Http404
        takes_orders, topic = state == "open", store_topic(store.pk)
        panels = panels_of("store", [store], self.request.user, now)[store.pk]
        return super().get_context_data(
            menu=menu_html(store, rows, self.request, takes_orders=state != "closed"),
            is_unlisted=previews,
            is_followed=store.is_followed,  # type: ignore[attr-defined]
            takes_orders=takes_orders,
            week=week_of(store, now),
            default_address=self.address,
            state=state,
            look_in=seconds_until_hours_change(store, now),
            topic=topic,
            panels=panels,
            **live_context(
                self.request, topic, *(each for panel in panels for each in panel.topics)
            ),
            **kwargs,
        )


def _state_of(store: Store, now: datetime) -> str:
    """A store that is closed may still take orders of parcels."""
    if store.takes_orders(now):
        return "open"
    return "parcels" if store.takes_parcels() else "closed"
