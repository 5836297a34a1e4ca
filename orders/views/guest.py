"""A guest's order, at its unguessable URL."""

from django.shortcuts import get_object_or_404
from django.views import View

from core.access import anyone
from core.actors import Guest
from core.pages import Page
from orders.models import Order
from orders.views.customer import order_page


class GuestOrder(Page, View):
    access = anyone

    def get(self, request, key):
        order = get_object_or_404(Order.objects.select_related("store"), guest_key=key)
        return order_page(request, order, Guest(key))
