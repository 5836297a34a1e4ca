"""The pages of the moves of an order, for those who bought or sell it."""

from django.urls import reverse

from core.access import anyone, signed_in
from core.actors import Guest
from core.lifecycle.views import MoveView
from core.pages import Page
from orders.move_forms import meaning_of, move_form
from orders.queries import order_of_guest, order_of_party
from orders.statuses import Status


class OrderMoves(MoveView):
    template_name = "orders/move.html"

    def form_of(self, row, verb, data=None):
        return move_form(verb, data, row)

    def context(self, row, step):
        to_buyer = self.page_of(row) == row.get_absolute_url()
        return {"order": row, "meaning": meaning_of(step.verb, row, to_buyer=to_buyer)}


class MoveOrder(Page, OrderMoves):
    """Orders the user bought, or sells."""

    access = signed_in

    def row_and_actor(self):
        user = self.request.user
        return order_of_party.get_or_404(user.pk, self.kwargs["number"]), user

    def page_of(self, row):
        if row.customer_id == self.request.user.pk:
            return row.get_absolute_url()
        if row.status == Status.PENDING:
            return reverse("orders:holds")
        return reverse("orders:sold-order", args=[row.number])


class MoveGuestOrder(Page, OrderMoves):
    """A guest's order, for any browser with its key."""

    access = anyone

    def row_and_actor(self):
        key = self.kwargs["key"]
        return order_of_guest.get_or_404(key), Guest(key)

    def page_of(self, row):
        return row.get_absolute_url()
