"""A guest's order, at its unguessable URL."""

from django.views import View

from core.access import anyone
from core.actors import Guest
from core.pages import Page
from core.prepared import Prepared
from orders.models import Order
from orders.views.customer import order_page


@Prepared
def order_of_guest(key):
    return Order.objects.select_related("store").filter(guest_key=key)


class GuestOrder(Page, View):
    access = anyone

    def get(self, request, key):
        order = order_of_guest.get_or_404(key)
        return order_page(request, order, Guest(key))
