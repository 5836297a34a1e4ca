"""What customers see: the home page with its search, and a store with its menu."""

from urllib.parse import quote

from django.http import Http404
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.generic import DetailView, ListView

from accounts.context_processors import default_address
from core.access import anyone
from core.pages import Page
from stores.cards import cards_html
from stores.menu_page import menu_html
from stores.models import Store
from stores.queries import categories_in_use, store_to_show, stores_to_browse
from stores.search import Found, found_first, search
from stores.week import week_of

LONGEST_QUERY = 100  # characters; the rest is not read


class Home(Page, ListView):
    """Stores to choose from: all, of a category, or found; htmx gets the list alone."""

    access = anyone
    paginate_by = 12
    template_name = "stores/customer/home.html"

    def get_template_names(self):
        htmx = self.request.htmx
        fragment = htmx and not htmx.history_restore_request
        return ["stores/customer/_found.html"] if fragment else [self.template_name]

    def get_queryset(self):
        stores = stores_to_browse(timezone.now(), near=self.address or None)
        if self.category:
            stores = stores.filter(category=self.category)
        return found_first(stores, self.found) if self.query else stores

    def get(self, request, *args, **kwargs):
        self.query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
        self.found = search(self.query) if self.query else Found()
        self.categories = categories_in_use()
        self.category = self.chosen_category()
        self.address = default_address(request)["default_address"]
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def chosen_category(self):
        slug = self.request.GET.get("category")
        if not slug:
            return None
        for category in self.categories:
            if category.slug == slug:
                return category
        raise Http404

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "cards": cards_html(context["page_obj"].object_list, self.found.stores),
            "query": self.query,
            "search": f"q={quote(self.query)}&" if self.query else "",
            "categories": self.categories,
            "category": self.category,
            "default_address": self.address,
            "is_first_screen": not (self.query or self.category or self.request.GET.get("page")),
        }


class StorePage(Page, DetailView):
    """One store with its whole menu."""

    access = anyone
    template_name = "stores/customer/store.html"

    def get_queryset(self):
        self.address = default_address(self.request)["default_address"]
        return store_to_show(near=self.address or None)

    def get_context_data(self, **kwargs):
        store: Store = self.object
        now = timezone.localtime()
        takes_orders = store.takes_orders(now)
        return super().get_context_data(
            menu=menu_html(store, self.request, takes_orders=takes_orders),
            takes_orders=takes_orders,
            week=week_of(store, now),
            default_address=self.address,
            **kwargs,
        )
