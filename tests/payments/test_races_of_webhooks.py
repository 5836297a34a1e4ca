"""Messages against other concurrent changes: real threads on real PostgreSQL."""

import json
from functools import partial

import pytest
import requests
from django.utils import timezone

from core.lifecycle import MoveRefused, move
from devtools.stubs.stripe import signature
from notifications.models import Mail
from orders.models import Order
from payments.lifecycle import RefundStatus
from payments.models import WEBHOOK_OVERDUE, Payment, Refund, WebhookEvent
from payments.polling import look_up_due_payments
from payments.refunds import send_due_refunds
from payments.services import confirm_payment, start_payment
from payments.webhooks import receive
from tests.factories import ProductFactory, place
from tests.racing import losers, together

COPIES, ROUNDS, LATER_ROUNDS = 20, 60, 12
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paid(stripe_stub, store):
    """`paid(customer)`: a payment whose payer has just paid, unknown to us."""
    product = ProductFactory(store=store)

    def pays(customer=None):
        order = place(customer, product)
        start_payment(order, "stripe")
        payment = order.payments.get()
        stripe_stub.pay(payment.session)
        return payment

    return pays


def message(stripe_stub):
    """A call that delivers the last event."""
    body = json.dumps(stripe_stub.books_of.events[-1]).encode()
    return partial(receive, "stripe", body, {"Stripe-Signature": signature(body)})


def coming_back(payment):
    return lambda: confirm_payment(Payment.objects.get(pk=payment.pk), {}).status


def cancelling(order, by):
    return lambda: move(Order.objects.get(pk=order.pk), "cancel", by=by).target


def steps(row):
    return list(row.history.order_by("pk").values_list("verb", flat=True))


def mails_about(payment):
    return Mail.objects.filter(order=payment.order).count()


def assert_paid_once(payment):
    payment.refresh_from_db()
    assert (payment.status, payment.captured, payment.refunded) == ("captured", 12000, 0)
    assert (steps(payment), steps(payment.order)) == (["start", "capture"], ["start", "pay"])


def test_twenty_concurrent_copies_are_one_capture_and_one_move(paid, stripe_stub, live_server):
    payment = paid()
    body = json.dumps(stripe_stub.books_of.events[-1]).encode()
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body)}
    url = f"{live_server.url}/pay/webhooks/stripe/"
    post = partial(requests.post, url, body, headers=headers, timeout=30)

    answers = together(*[post] * COPIES)

    assert [answer.status_code for answer in answers] == [200] * COPIES
    assert_paid_once(payment)
    assert WebhookEvent.objects.get().payment == payment
    assert mails_about(payment) == 1


def test_message_and_return_page_together_are_one_move_and_one_mail(paid, stripe_stub):
    for _round in range(LATER_ROUNDS):
        payment = paid()

        assert not losers(together(message(stripe_stub), coming_back(payment)))

        assert_paid_once(payment)
        assert mails_about(payment) == 1


def test_look_up_and_message_together_are_one_move(paid, stripe_stub):
    for _round in range(LATER_ROUNDS):
        payment = paid()
        asking = partial(look_up_due_payments, timezone.now() + WEBHOOK_OVERDUE)

        assert not losers(together(asking, message(stripe_stub), asking))

        assert_paid_once(payment)


def test_capture_against_cancel_never_keeps_the_money_silently(paid, stripe_stub, ann):
    for _round in range(ROUNDS):
        payment = paid(ann)

        results = together(message(stripe_stub), cancelling(payment.order, ann))

        assert not losers(results), results
        payment.refresh_from_db()
        assert Order.objects.get(pk=payment.order_id).status == "cancelled"
        assert (payment.captured, payment.refunded) == (12000, 12000)
        assert payment.refunds.get().status == RefundStatus.OWED
    send_due_refunds()
    send_due_refunds()
    books = stripe_stub.books().values()
    assert {(entry["captured"], entry["refunded"]) for entry in books} == {(12000, 12000)}
    assert set(Refund.objects.values_list("status", flat=True)) == {RefundStatus.SENT}


def test_capture_by_all_three_against_rejection(paid, stripe_stub, bea):
    """Bea rejects an order that she sees as paid, while messages still arrive."""
    for _round in range(LATER_ROUNDS):
        payment = paid()
        rejecting = partial(_reject, payment.order_id, bea)
        asking = partial(look_up_due_payments, timezone.now() + WEBHOOK_OVERDUE)

        results = together(message(stripe_stub), coming_back(payment), asking, rejecting)

        assert {type(error) for error in losers(results)} <= {MoveRefused}
        payment.refresh_from_db()
        rejected = Order.objects.get(pk=payment.order_id).status == "rejected"
        assert payment.captured == 12000
        assert payment.refunded == (12000 if rejected else 0)


def test_a_refund_of_the_dashboard_against_ours_sends_no_more_than_came(paid, stripe_stub, bea):
    for _round in range(LATER_ROUNDS):
        payment = paid()
        message(stripe_stub)()
        payment.refresh_from_db()
        stripe_stub.books_of.refund({"payment_intent": payment.reference, "amount": "5000"})

        results = together(message(stripe_stub), partial(_reject, payment.order_id, bea))

        assert not losers(results), results
        send_due_refunds()
        message(stripe_stub)()
        payment.refresh_from_db()
        assert stripe_stub.books()[payment.key]["refunded"] == payment.refunded == 12000
        assert set(payment.refunds.values_list("status", flat=True)) == {RefundStatus.SENT}


def _reject(order_id, by):
    return move(Order.objects.get(pk=order_id), "reject", by=by, note="Sold out").target
