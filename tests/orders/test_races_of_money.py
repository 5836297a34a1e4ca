"""Races of payments: no payment is retained without an order, or captured twice."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models import Sum

from core.actors import SYSTEM
from core.lifecycle import AlreadyDone, lock, move, start
from orders.models import Order
from orders.services import expire_unpaid_orders
from orders.statuses import Status
from payments.events import PaymentStarted
from payments.gateways.base import PaymentOutcome
from payments.models import Payment, Refund
from payments.recording import record_outcome
from tests.factories import ProductFactory, place
from tests.racing import losers, together, together_in_processes

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)


@pytest.fixture
def plenty(store):
    return ProductFactory(store=store, stock=100)


def unpaid(customer, product):
    """An order with a started payment."""
    order = place(customer, product)
    payment = Payment.objects.create(
        order=order, gateway="sandbox", amount=order.total, currency=order.currency
    )
    start(payment, by=SYSTEM, event=PaymentStarted)
    return order, payment


def capture(payment, now=None):
    """A call that records, on rows it loads itself, that the provider captured the payment."""
    outcome = PaymentOutcome("captured", f"ref-{payment.pk}", payment.amount, payment.currency)
    return lambda: record_outcome(Payment.objects.get(pk=payment.pk), outcome, now).status


def cancel(order, by):
    return lambda: move(Order.objects.get(pk=order.pk), "cancel", by=by).verb


def unrefunded_money(order):
    """The captured amount less all refunds."""
    captured = order.payments.aggregate(sum=Sum("captured"))["sum"] or 0
    refunds = Refund.objects.filter(payment__order=order).aggregate(sum=Sum("amount"))["sum"] or 0
    return captured - refunds


def test_concurrent_webhook_and_return_page_are_one_payment_and_one_move(ann, plenty):
    order, payment = unpaid(ann, plenty)

    results = together(*[capture(payment)] * 4)

    order.refresh_from_db()
    assert results == ["captured"] * 4
    assert (order.status, unrefunded_money(order)) == (Status.PAID, order.total)
    assert payment.history.filter(verb="capture").count() == 1
    assert order.history.filter(verb="pay").count() == 1


def test_processes_confirm_a_payment_once_too(ann, plenty):
    order, payment = unpaid(ann, plenty)

    results = together_in_processes(*[capture(payment)] * 3)

    assert results == ["captured"] * 3
    assert order.history.filter(verb="pay").count() == 1
    assert unrefunded_money(order) == order.total


def test_a_paid_order_never_expires(ann, plenty):
    for _round in range(10):
        order, payment = unpaid(ann, plenty)
        late = order.pay_by + SECOND

        results = together(lambda late=late: expire_unpaid_orders(late), capture(payment, late))

        order.refresh_from_db()
        assert losers(results) == []
        assert (order.status, unrefunded_money(order)) == (Status.PAID, order.total)
    plenty.refresh_from_db()
    assert plenty.stock == 90


def test_an_expired_order_that_cannot_be_revived_is_refunded(ann, dan, store):
    """The last piece: the order expires, another buys it and the payment arrives concurrently."""
    for _round in range(6):
        rare = ProductFactory(store=store, stock=1)
        order, payment = unpaid(ann, rare)
        late = order.pay_by + SECOND

        results = together(
            lambda late=late: expire_unpaid_orders(late),
            capture(payment, late),
            lambda rare=rare: place(dan, rare).pk,
        )

        order.refresh_from_db()
        rare.refresh_from_db()
        expected = order.total if order.status == Status.PAID else 0
        assert losers(results[:2]) == []
        assert unrefunded_money(order) == expected
        assert order.status in (Status.PAID, Status.EXPIRED)
        assert rare.stock in (0, 1)
        # One piece: in Ann's paid order, in Dan's, or in stock again.
        held = Order.objects.filter(lines__product=rare, status__in=["pending", "paid"]).count()
        assert held + rare.stock == 1


def test_a_payment_after_a_cancellation_is_refunded(ann, plenty):
    order, payment = unpaid(ann, plenty)
    move(order, "cancel", by=ann)

    capture(payment)()

    order.refresh_from_db()
    assert (order.status, unrefunded_money(order)) == (Status.CANCELLED, 0)
    assert Refund.objects.get().amount == order.total


def test_capture_against_cancel_does_not_deadlock_and_is_refunded(ann, plenty):
    for _round in range(10):
        order, payment = unpaid(ann, plenty)

        results = together(capture(payment), cancel(order, ann))

        order.refresh_from_db()
        assert losers(results) == []
        assert (order.status, unrefunded_money(order)) == (Status.CANCELLED, 0)
        assert Refund.objects.filter(payment=payment).count() == 1
    plenty.refresh_from_db()
    assert plenty.stock == 100


def test_writes_below_an_order_lock_the_order_first(ann, plenty):
    """One call starts from the payment, the other from the order; both must lock the order first."""

    @transaction.atomic
    def from_the_order(order, payment):
        lock(Order.objects.get(pk=order.pk))
        time.sleep(0.01)  # in this time the other call would lock the payment
        Payment.objects.select_for_update().get(pk=payment.pk)

    for _round in range(5):
        order, payment = unpaid(ann, plenty)

        results = together(capture(payment), partial(from_the_order, order, payment))

        assert losers(results) == []


def test_concurrent_cancellations_create_one_refund(ann, plenty):
    order, payment = unpaid(ann, plenty)
    capture(payment)()

    results = together(*[cancel(order, ann)] * 3)

    assert [type(loser) for loser in losers(results)] == [AlreadyDone] * 2
    assert Refund.objects.count() == 1
