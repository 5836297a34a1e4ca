"""The provider captured without answering: the order may end in between; the money is paid or refunded."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core import sweeps
from core.lifecycle import move
from notifications.models import Mail
from orders.lifecycle import REVIVAL
from orders.models import Order
from orders.services import expire_unpaid_orders
from orders.statuses import Status
from payments.gateways.base import OutcomeUnknown, PaymentOutcome
from payments.gateways.stripe import client
from payments.lifecycle import PaymentStatus
from payments.methods import PaymentRefused
from payments.models import Payment
from payments.polling import look_up_due_payments
from payments.recording import mark_unknown, record_outcome
from payments.refunds import send_due_refunds
from payments.services import confirm_payment, start_payment
from stores.models import Product
from tests.factories import ProductFactory, place
from tests.racing import losers, together

MINUTE = timedelta(minutes=1)


@pytest.fixture
def make_unknown(stripe_stub, hasty):
    """`make_unknown(order, mode)`: the payer paid, and Stripe gave no readable answer."""

    def pays(order, mode="timeout_after"):
        start_payment(order, "stripe")
        payment = order.payments.get()
        stripe_stub.pay(payment.session)
        stripe_stub.misbehave(mode)
        with hasty(mode), pytest.raises(OutcomeUnknown):
            confirm_payment(payment, {})
        return Payment.objects.get(pk=payment.pk)

    return pays


def state(order):
    order = Order.objects.get(pk=order.pk)
    payment = order.payments.get()
    return order.status, payment.status, payment.captured, payment.refunded


@pytest.mark.parametrize("mode", ["timeout", "timeout_after", "500_after", "cut_after", "garbage"])
def test_unknown_is_not_failed_and_is_soon_known(order, make_unknown, mode):
    payment = make_unknown(order, mode)
    assert (payment.status, payment.order.status) == (PaymentStatus.UNKNOWN, Status.PENDING)

    assert look_up_due_payments() == 1

    assert state(order) == ("paid", "captured", 12000, 0)


def test_it_is_asked_about_until_the_provider_answers(order, make_unknown, stripe_stub):
    make_unknown(order)
    stripe_stub.misbehave("500", times=5)
    now, asked = timezone.now(), 0

    while state(order)[1] == "unknown":
        asked += look_up_due_payments(now)
        now += MINUTE

    assert (asked, state(order)) == (6, ("paid", "captured", 12000, 0))


def test_a_provider_that_does_not_answer_ends_no_worker(
    order, ann, make_unknown, stripe_stub, hasty, monkeypatch
):
    """Each call of a sweep waits for as long as READ_SECONDS allows."""
    for each in (order, place(ann, ProductFactory(section=order.lines.get().product.section))):
        make_unknown(each)
    stripe_stub.misbehave("timeout", times=2)

    with hasty("timeout"):
        monkeypatch.setattr(sweeps, "MAX_SWEEP_TIME", client.READ_SECONDS)
        asked = [look_up_due_payments(), look_up_due_payments()]

    assert asked == [1, 1]


def test_a_late_capture_revives_an_expired_order(order, make_unknown, noodles):
    late = make_unknown(order).order.pay_by + MINUTE
    expire_unpaid_orders(late)
    assert state(order)[:2] == ("expired", "unknown")

    look_up_due_payments(late)

    assert state(order) == ("paid", "captured", 12000, 0)
    noodles.refresh_from_db()
    assert noodles.stock == 4


@pytest.mark.parametrize("why", ["sold out", "too late", "cancelled"])
def test_else_it_goes_back(order, make_unknown, stripe_stub, noodles, ann, why):
    late = make_unknown(order).order.pay_by + MINUTE
    if why == "cancelled":
        move(order, "cancel", by=ann)
    expire_unpaid_orders(late)
    if why == "sold out":
        Product.objects.filter(pk=noodles.pk).update(stock=0)
    late += REVIVAL if why == "too late" else timedelta(0)

    look_up_due_payments(late)
    send_due_refunds(late)

    ended = "cancelled" if why == "cancelled" else "expired"
    assert state(order) == (ended, "captured", 12000, 12000)
    assert {entry["refunded"] for entry in stripe_stub.books().values()} == {12000}
    assert Mail.objects.get(kind="refunded").amount == 12000


def test_a_payer_who_had_not_paid_goes_on_where_they_were(order, stripe_stub):
    start_payment(order, "stripe")
    stripe_stub.misbehave("500")
    with pytest.raises(OutcomeUnknown):
        confirm_payment(order.payments.get(), {})
    assert state(order)[1] == "unknown"

    look_up_due_payments()

    assert state(order)[:2] == ("pending", "started")
    assert start_payment(order, "stripe").startswith(f"{stripe_stub.url}/c/pay/")
    assert order.payments.count() == 1


def test_an_unknown_payment_blocks_a_second_one(order, make_unknown, stripe_stub):
    payment = make_unknown(order)

    with pytest.raises(PaymentRefused, match="paid already"):
        start_payment(order, "sandbox")
    assert start_payment(order, "stripe").endswith(f"/pay/return/{payment.key}/")

    assert order.payments.get() == payment
    assert len(stripe_stub.books()) == 1


@pytest.mark.parametrize("result", ["open", "declined", "abandoned"])
def test_open_pages_are_refreshed_when_the_outcome_is_known(overhear, payment, result):
    mark_unknown(payment)

    with overhear() as topics:
        record_outcome(payment, PaymentOutcome(result))

    assert f"order.{payment.order.number}" in topics


@pytest.mark.django_db(transaction=True)
def test_expiry_against_look_up_ends_paid(make_unknown, ann, store):
    product = ProductFactory(store=store, stock=50)
    for _round in range(12):
        order = place(ann, product)
        late = make_unknown(order, "500_after").order.pay_by + MINUTE

        results = together(partial(expire_unpaid_orders, late), partial(look_up_due_payments, late))

        assert not losers(results), results
        assert state(order) == ("paid", "captured", 12000, 0)
    product.refresh_from_db()
    assert product.stock == 38
