"""A member of a store with the right refunds a part of an order."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from core.money import format_money
from core.pages import Page
from orders.fulfilment import STORE
from orders.move_forms import steps_of
from orders.queries import sold_order
from payments.forms import RefundForm
from payments.lifecycle import REVERSED
from payments.models import Refund
from payments.refunds import RefundRefused, refund_part, refundable, refuse_part
from stores.access import Right, holders_of, require

STOPPING_MOVES = ("reject", "cancel_by_store")


class RefundOrder(Page, View):
    access = holders_of(Right.REFUND)

    def get(self, request, number):
        order = self.order(number)
        return self.show(order, RefundForm(order))

    def post(self, request, number):
        order = self.order(number)
        form = RefundForm(order, request.POST)
        if not is_sent(order, form, by=request.user):
            return self.show(order, form, status=422)
        amount = format_money(form.cleaned_data["total"], order.currency)
        messages.success(request, _("%(amount)s goes back to the customer.") % {"amount": amount})
        return redirect("orders:sold-order", order.number)

    def show(self, order, form, status=200):
        refunds = Refund.objects.filter(payment__order=order).exclude(status=REVERSED)
        context = {"order": order, "form": form, "left": refundable(order)}
        context["refunds"] = refunds.order_by("pk")
        context["stop"] = move_that_stops(order, self.request.user)
        return render(self.request, "payments/refund.html", context, status=status)

    def order(self, number):
        order = sold_order.get_or_404(self.request.user.pk, number)
        require(self.request.user, order.store, Right.REFUND)
        return order


def move_that_stops(order, user):
    """The button to press instead, where a refund leaves the order to be made and delivered; or None.

    A parcel of which everything is refunded is not sent any more.
    """
    steps = [] if order.kind.carried_by == STORE else steps_of(order, user)
    return next((step.move.label for step in steps if step.move.verb in STOPPING_MOVES), None)


def is_sent(order, form, *, by):
    """Whether the refund the form asks for was created; `total` is its amount, or the form has the error."""
    refunds = _done(order, form, by, refund_part)
    if refunds:
        form.cleaned_data["total"] = sum(refund.amount for refund in refunds)
    return form.is_valid()


def can_be_sent(order, form, *, by):
    """The same check, without creating it."""
    _done(order, form, by, refuse_part)
    return form.is_valid()


def _done(order, form, by, act):
    if not form.is_valid():
        return None
    asked = {name: form.cleaned_data[name] for name in ("reason", "token", "pieces")}
    try:
        return act(order, form.cleaned_data["besides"], by=by, **asked)
    except RefundRefused as refusal:
        form.add_error(None, str(refusal))
        return None
