"""Paying: choosing a way, the sandbox's own page, and returning from a gateway."""

from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from core.access import SignInFirst, anyone
from core.pages import Page, ThrottledPosts
from core.reasons import words_of
from core.throttle import Limit, TooMany, count
from orders.models import NUMBER_LENGTH, Order
from orders.statuses import Status
from payments.gateways import offered_gateways
from payments.gateways.base import GatewayError, OutcomeUnknown
from payments.gateways.sandbox import SandboxGateway
from payments.gateways.transfer import TransferGateway, where_to_send
from payments.lifecycle import CAPTURED, PaymentStatus
from payments.methods import PaymentRefused, WayRefused, gateway_for, ways_to_pay
from payments.queries import payment_by_key
from payments.services import confirm_payment, start_payment
from payments.views.provider_redirect import RedirectsToProvider
from payments.way_rules import refused_ways

# Returns per payment that ask its provider; each costs a call and a permanent row.
ASKED = Limit("came-back", times=30, seconds=600)


class ChooseWay(View):
    """How to pay an unpaid order; `number` is a customer's order number, or a guest order's key."""

    def get(self, request, number):
        order = order_of(request, number)
        if not order.awaits_payment(timezone.now()):
            return redirect(order)
        return self.show(order)

    def post(self, request, number):
        order, code = order_of(request, number), request.POST.get("payment", "")
        if order.total and order.awaits_payment(timezone.now()):
            try:
                gateway_for(code, order.currency, order.total, refused_ways(order))
            except WayRefused as refusal:
                return self.show(order, refusal, status=422)
        return self.redirect_to_provider(order, partial(start_payment, order, code))

    def show(self, order, refusal="", status=200):
        refused, offered = refused_ways(order), ways_to_pay(order.currency, order.total)
        ways = [way for code, way in offered.items() if code not in refused]
        context = {"order": order, "ways": ways, "refusal": str(refusal)}
        return render(self.request, "payments/pay.html", context, status=status)


class Pay(Page, RedirectsToProvider, ThrottledPosts, ChooseWay):
    access = anyone
    limit = Limit("pay", times=40, seconds=600)


class Sandbox(Page, View):
    """Stands in for a provider's payment page: the payer chooses the outcome."""

    access = anyone

    def get(self, request, key):
        payment = payment_of(request, key, gateway=SandboxGateway.code)
        if payment.status == CAPTURED:
            return redirect(payment.order)
        return render(request, "payments/sandbox.html", {"payment": payment})


class Transfer(Page, View):
    """Where to transfer the money, and the promise to do it."""

    access = anyone

    def get(self, request, key):
        payment = payment_of(request, key, gateway=TransferGateway.code)
        if payment.status != PaymentStatus.STARTED or not payment.order.awaits_payment(
            timezone.now()
        ):
            return redirect(payment.order)
        context = {"payment": payment, "where_to_send": words_of(where_to_send(payment))}
        return render(request, "payments/transfer.html", context)


class Return(Page, View):
    """Where a gateway sends the payer back, however often: the gateway itself is asked for the outcome."""

    access = anyone

    def get(self, request, key):
        return self.confirm(payment_of(request, key), request.GET)

    def post(self, request, key):
        return self.confirm(payment_of(request, key), request.POST)

    def confirm(self, payment, returned):
        try:
            count(ASKED, payment.key)
            confirm_payment(payment, returned.dict())
        except (OutcomeUnknown, TooMany):
            return redirect(payment.order)
        except (GatewayError, PaymentRefused) as error:
            messages.error(self.request, str(error))
            return redirect("payments:pay", payment.order.guest_key or payment.order.number)
        self.show_outcome(payment)
        if (
            payment.status == CAPTURED
            or payment.is_expected
            or payment.order.status != Status.PENDING
        ):
            return redirect(payment.order)
        return redirect("payments:pay", payment.order.guest_key or payment.order.number)

    def show_outcome(self, payment):
        if payment.status == PaymentStatus.CAPTURED:
            self.show_capture(payment)
        elif payment.status == PaymentStatus.DECLINED:
            self.show_decline(payment)
        elif payment.order.status != Status.PENDING:
            text = _("Nothing was charged: your order needs no payment any more.")
            messages.info(self.request, text)
        elif not payment.is_expected:
            messages.info(self.request, _("You did not pay yet. Nothing was charged."))

    def show_decline(self, payment):
        text = _("The payment was declined. Nothing was charged.")
        why = words_of(payment.history.last().note)
        messages.error(self.request, f"{text} {why}".strip())

    def show_capture(self, payment):
        if payment.refunded == payment.captured:
            text = _("Your order could not take this payment any more: it goes back to you.")
            messages.warning(self.request, text)
        else:
            messages.success(self.request, _("Thank you! Your payment has arrived."))


def order_of(request, number):
    """The user's order by its number, or any order by a guest's key; else 404.

    Raises SignInFirst for anything like a number if the visitor is anonymous, whether or not the order
    exists: a payer may return in another browser.
    """
    mine = Q(guest_key=number)
    if request.user.is_authenticated:
        mine |= Q(number=number, customer=request.user)
    elif len(number) == NUMBER_LENGTH:
        raise SignInFirst
    return get_object_or_404(Order.objects.select_related("store").filter(mine))


def payment_of(request, key, gateway=""):
    """The payment with this key, and gateway if given, if its order is the user's or a guest's; else 404.

    Raises SignInFirst if it is a customer's and the visitor is anonymous.
    """
    payment = payment_by_key.get_or_404(key)
    if gateway not in ("", payment.gateway) or payment.gateway not in offered_gateways():
        raise Http404
    if payment.is_charge:  # it has no page
        raise Http404
    customer, user = payment.order.customer_id, request.user
    if customer is not None and not user.is_authenticated:
        raise SignInFirst
    if customer not in (None, user.pk):
        raise Http404
    return payment
