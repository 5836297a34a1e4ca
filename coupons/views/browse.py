"""Everybody's page of all coupons: lists, filters and the search."""

from django.http import Http404
from django.utils import timezone
from django.views.generic import ListView

from accounts.context_processors import default_address
from accounts.located import LocatedReader
from core.access import anyone
from core.actors import user_of
from core.pages import Page
from core.panels import panels_of
from coupons.listing import ListOrder, Wanted, list_campaigns, offers_of
from coupons.popular import popular_searches, record_search, searcher_of
from live.pages import live_context
from stores.models import Store
from stores.queries import categories_in_use, coordinates_of
from stores.views.categories import ByCategory

COUPONS_A_PAGE = 12  # each is a live topic of the page
MAX_QUERY_LENGTH = 60  # characters; the rest is ignored


class Browse(Page, ByCategory, ListView):
    """Coupons that can be claimed now, or soon."""

    access = anyone
    paginate_by = COUPONS_A_PAGE
    template_name = "coupons/customer/browse.html"

    def get(self, request, *args, **kwargs):
        self.now = timezone.now()
        self.categories = categories_in_use()
        self.wanted = self.read_query()
        self.listed = list_campaigns(self.wanted, self.now)
        response = super().get(request, *args, **kwargs)
        self.count_search()
        return response

    def count_search(self):
        """Where it found what was typed, and not again for its other pages."""
        searcher = searcher_of(self.request)
        found = self.wanted.query and self.listed.ids and not self.listed.is_corrected
        if found and searcher and "page" not in self.request.GET:
            record_search(self.wanted.query, searcher, self.now)

    def read_query(self):
        """What the query of the URL asks for; 404 where it names what does not exist."""
        self.address = default_address(self.request)["default_address"]
        near = coordinates_of(self.address or None)
        orders = self.orders(near)
        order = self.request.GET.get("order") or orders[0]
        if order not in ListOrder.values:
            raise Http404
        if order not in orders:  # a link to the nearest, opened by somebody without an address
            order = orders[0]
        query = " ".join(self.request.GET.get("q", "")[: 2 * MAX_QUERY_LENGTH].split())
        return Wanted(
            order=ListOrder(order),
            near=near,
            store=self.chosen_store(),
            category=self.chosen_category(),
            query=query[:MAX_QUERY_LENGTH],
        )

    @staticmethod
    def orders(near):
        return [order for order in ListOrder if near or order != ListOrder.NEAREST]

    def chosen_store(self):
        slug = self.request.GET.get("store")
        if not slug:
            return None
        store = Store.objects.filter(slug=slug, archived_at=None).first()
        if store is None:
            raise Http404
        return store

    def get_queryset(self):
        return self.listed.ids

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        wanted, ids = self.wanted, context["page_obj"].object_list
        offers = offers_of(ids, user_of(self.request.user), wanted.near, self.now)
        panels = self.panels()
        topics = [offer.topic for offer in offers if not offer.is_upcoming]
        topics += [topic for panel in panels for topic in panel.topics]
        return {
            **context,
            "offers": offers,
            "wanted": wanted,
            "is_corrected": self.listed.is_corrected,
            "panels": panels,
            "popular": popular_searches(self.now),
            "orders": self.orders(wanted.near),
            "default_address": self.address,
            "categories": self.categories,
            **live_context(self.request, *topics),
        }

    def panels(self):
        """On the first screen of a signed-in reader."""
        user = self.request.user
        if self.request.GET or not user.is_authenticated:
            return []
        row = LocatedReader(user.pk, self.address or None)
        return panels_of("coupons-page", [row], user, self.now)[user.pk]
