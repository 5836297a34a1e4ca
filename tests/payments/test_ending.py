"""An order that is over, or paid, closes the pages on which its payer could still pay."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.lifecycle import move
from orders.models import Order
from orders.services import expire_unpaid_orders
from orders.statuses import Status
from payments.gateways.base import PaymentOutcome
from payments.models import Payment
from payments.polling import look_up_due_payments
from payments.recording import record_outcome
from payments.refunds import send_due_refunds
from payments.services import start_payment
from payments.tasks import look_up_open_payments
from tests.factories import ProductFactory, place
from tests.job_runner import run_jobs
from tests.racing import losers, together

ENDING = "payments.tasks.look_up_open_payments"


def session_of(stub, payment):
    return stub.session_of(payment)["status"]


def statuses(order):
    return sorted(order.payments.values_list("gateway", "status"))


def test_a_cancelled_order_closes_its_page_immediately(stripe_payment, stripe_stub, ann):
    move(stripe_payment.order, "cancel", by=ann)

    run_jobs()

    assert session_of(stripe_stub, stripe_payment) == "expired"
    assert statuses(stripe_payment.order) == [("stripe", "abandoned")]


def test_so_does_an_expired_one(stripe_payment, stripe_stub):
    expire_unpaid_orders(stripe_payment.order.pay_by + timedelta(seconds=1))

    run_jobs()

    assert session_of(stripe_stub, stripe_payment) == "expired"


def test_an_order_paid_at_another_gateway_cannot_be_paid_again(stripe_payment, stripe_stub):
    order = stripe_payment.order
    start_payment(order, "sandbox")
    payment = order.payments.get(gateway="sandbox")

    record_outcome(payment, PaymentOutcome("captured", "s-1", order.total, order.currency))
    run_jobs()

    assert session_of(stripe_stub, stripe_payment) == "expired"
    assert statuses(order) == [("sandbox", "captured"), ("stripe", "abandoned")]


def test_an_order_without_open_payments_needs_no_job(order, ann):
    move(order, "cancel", by=ann)

    assert ENDING not in run_jobs()


def test_doing_it_twice_changes_nothing_more(stripe_payment, stripe_stub, ann):
    move(stripe_payment.order, "cancel", by=ann)
    run_jobs()
    asked = len(stripe_stub.asked)

    assert look_up_open_payments(stripe_payment.order_id) == 0

    assert len(stripe_stub.asked) == asked
    assert stripe_payment.history.filter(verb="abandon").count() == 1


def test_a_provider_that_does_not_answer_is_asked_again_ever_later(
    stripe_payment, stripe_stub, ann
):
    stripe_stub.misbehave("500", times=2)
    move(stripe_payment.order, "cancel", by=ann)
    waits, now = [], timezone.now()

    run_jobs()
    for _try in range(2):
        stripe_payment.refresh_from_db()
        waits.append(stripe_payment.look_up_at - now)
        now = stripe_payment.look_up_at
        look_up_due_payments(now)

    assert Order.objects.get().status == Status.CANCELLED
    assert waits[1] > waits[0] > timedelta(0)
    assert session_of(stripe_stub, stripe_payment) == "expired"


def test_money_that_was_faster_goes_back(stripe_payment, stripe_stub, ann):
    stripe_stub.pay(stripe_payment.session)
    move(stripe_payment.order, "cancel", by=ann)

    run_jobs()

    payment = Payment.objects.get()
    assert (payment.status, payment.refunded) == ("captured", 12000)
    assert stripe_stub.books()[payment.key]["refunded"] == 12000


@pytest.mark.django_db(transaction=True)
def test_paying_against_closing_ends_paid_and_sent_back_or_not_paid(ann, store, stripe_stub):
    """The payer pays at Stripe while the order is being cancelled here."""
    product = ProductFactory(store=store)
    for _round in range(12):
        start_payment(order := place(ann, product), "stripe")
        payment = order.payments.get()
        move(order, "cancel", by=ann)
        ending = partial(look_up_open_payments, order.pk)

        together(partial(stripe_stub.pay, payment.session), ending, ending)

        assert not losers(together(ending))
        payment.refresh_from_db()
        entry = stripe_stub.books()[payment.key]
        assert payment.captured == entry["captured"] == payment.refunded
        assert payment.status == ("captured" if entry["captured"] else "abandoned")
    send_due_refunds()
    assert all(row["captured"] == row["refunded"] for row in stripe_stub.books().values())
