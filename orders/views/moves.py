"""The view for all moves of an order by its buyer or its store."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from core.access import anyone, signed_in
from core.actors import Guest
from core.lifecycle import MoveForbidden, MoveRefused, move, open_moves
from core.pages import Page, tell_refusal
from orders.forms import first_error
from orders.lifecycle import Status
from orders.models import Order
from orders.move_forms import meaning_of, move_form
from orders.views.redirects import safe_next


class MoveView(View):
    """GET asks for confirmation and for the input of the move; POST makes the move."""

    def get(self, request, verb, **kwargs):
        order, actor = self.order_and_actor()
        for step in open_moves(order, actor, on_panel=True):
            if step.verb == verb:
                return render(request, "orders/move.html", self.context(order, step))
        if verb not in order.MOVES:
            raise Http404
        return redirect(self.page_of(order))

    def post(self, request, verb, **kwargs):
        order, actor = self.order_and_actor()
        if verb not in order.MOVES:
            raise Http404
        form = move_form(verb, request.POST, order)
        if form.is_valid():
            self.make(order, verb, actor, form.cleaned_data)
        else:
            messages.error(request, first_error(form))
        return redirect(safe_next(request, self.page_of(order)))

    def make(self, order, verb, actor, details):
        try:
            record = move(order, verb, by=actor, **details)
        except MoveForbidden as refusal:
            raise PermissionDenied from refusal
        except MoveRefused as refusal:
            tell_refusal(self.request, refusal)
        else:
            messages.success(self.request, f"{order}: {record.label}")

    def context(self, order, step):
        page = self.page_of(order)
        return {
            "order": order,
            "step": step,
            "form": move_form(step.verb, order=order),
            "meaning": meaning_of(step.verb, order, to_buyer=page == order.get_absolute_url()),
            "cancel_url": page,
        }


class MoveOrder(Page, MoveView):
    """Moves of orders the user bought, or sells."""

    access = signed_in

    def order_and_actor(self):
        user = self.request.user
        orders = Order.objects.bought_by(user) | Order.objects.sold_by(user)
        orders |= Order.objects.held_for(user)
        number = self.kwargs["number"]
        return get_object_or_404(orders.select_related("store"), number=number), user

    def page_of(self, order):
        if order.customer_id == self.request.user.pk:
            return order.get_absolute_url()
        if order.status == Status.PENDING:
            return reverse("orders:holds")
        return reverse("orders:sold-order", args=[order.number])


class MoveGuestOrder(Page, MoveView):
    """Moves of a guest's order, by anyone with its key."""

    access = anyone

    def order_and_actor(self):
        orders = Order.objects.select_related("store")
        return get_object_or_404(orders, guest_key=self.kwargs["key"]), Guest(self.kwargs["key"])

    def page_of(self, order):
        return order.get_absolute_url()
