"""A guest's order, at its unguessable URL."""

from django.views import View

from core.access import anyone
from core.actors import Guest
from core.pages import Page
from orders.queries import order_of_guest
from orders.views.customer import order_page


class GuestOrder(Page, View):
    access = anyone

    def get(self, request, key):
        order = order_of_guest.get_or_404(key)
        return order_page(request, order, Guest(key))
