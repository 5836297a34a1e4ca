from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.events import Reaction
from core.lifecycle import move
from core.reasons import words_of
from jobs.models import Job
from orders.services import expire_unpaid_orders
from orders.statuses import Status
from payments import tasks
from payments.events import RefundSent
from payments.gateways.base import PaymentOutcome
from payments.gateways.sandbox import SandboxGateway
from payments.lifecycle import PaymentStatus, RefundStatus
from payments.methods import PaymentRefused
from payments.models import Payment, Refund
from payments.reasons import PAID_ALREADY
from payments.recording import record_outcome
from payments.refunds import CLAIM, send_due_refunds, send_refund
from payments.services import confirm_payment, start_payment
from tests.factories import place
from tests.racing import losers, together


def paid(payment, **changes):
    values = {"reference": "r1", "amount": payment.amount, "currency": payment.currency}
    return record_outcome(payment, PaymentOutcome("captured", **{**values, **changes}))


def owed():
    return list(Refund.objects.values_list("amount", flat=True))


def test_start_takes_an_open_payment_up_again(order, payment):
    start_payment(order, "sandbox")

    assert order.payments.get() == payment


def test_start_refuses_unknown_gateways_and_orders_that_wait_no_more(ann, order):
    with pytest.raises(PaymentRefused, match="not offered"):
        start_payment(order, "barter")
    move(order, "cancel", by=ann)

    with pytest.raises(PaymentRefused, match="not waiting"):
        start_payment(order, "sandbox")


def test_start_refuses_after_the_time_to_pay(ann, noodles):
    order = place(ann, noodles, now=timezone.now() - timedelta(minutes=11))

    with pytest.raises(PaymentRefused, match="time to pay is over"):
        start_payment(order, "sandbox")


def test_an_order_of_nothing_is_paid_immediately(ann, noodles):
    noodles.price = Decimal(0)
    noodles.save(update_fields=["price"])
    order = place(ann, noodles, fulfilment="pickup")

    assert start_payment(order, "sandbox") == order.get_absolute_url()
    assert (order.status, Payment.objects.count()) == (Status.PAID, 0)


def test_confirming_twice_is_one_capture_and_one_move(order, payment):
    for _ in range(2):
        confirm_payment(payment, {"outcome": "pay"})

    order.refresh_from_db()
    assert (order.status, payment.captured) == (Status.PAID, order.total)
    assert [step.verb for step in payment.history.all()] == ["start", "capture"]
    assert [step.verb for step in order.history.all()] == ["start", "pay"]


@pytest.mark.django_db(transaction=True)
def test_two_concurrent_confirms_are_one_capture_and_one_move(order, payment):
    def confirm():
        return confirm_payment(Payment.objects.get(pk=payment.pk), {"outcome": "pay"}).status

    results = together(confirm, confirm)

    assert results == [PaymentStatus.CAPTURED] * 2
    assert order.history.filter(verb="pay").count() == 1
    assert payment.history.filter(verb="capture").count() == 1


@pytest.mark.parametrize("answer", ["decline", "abandon"])
def test_money_after_a_no_is_taken_all_the_same(order, payment, answer):
    confirm_payment(payment, {"outcome": answer})
    confirm_payment(payment, {"outcome": "pay"})

    order.refresh_from_db()
    assert (order.status, payment.status) == (Status.PAID, PaymentStatus.CAPTURED)


def test_a_decline_after_the_capture_changes_nothing(order, payment):
    paid(payment)
    confirm_payment(payment, {"outcome": "decline"})

    assert payment.status == PaymentStatus.CAPTURED


@pytest.mark.parametrize("accepted", [False, True])
def test_a_second_payment_of_a_paid_order_goes_back(order, payment, bea, accepted):
    second = Payment.objects.create(
        order=order, gateway="sandbox", amount=order.total, currency=order.currency
    )
    paid(payment)
    if accepted:
        move(payment.order, "accept", by=bea, minutes=20)

    paid(second, reference="r2")

    refund = Refund.objects.get()
    assert (refund.payment, refund.amount) == (second, order.total)
    assert refund.reason == PAID_ALREADY.note


@pytest.mark.parametrize("wrong", [{"amount": Decimal(1)}, {"currency": "USD"}])
def test_another_amount_than_asked_goes_back_and_pays_nothing(order, payment, wrong):
    paid(payment, **wrong)

    order.refresh_from_db()
    assert order.status == Status.PENDING
    assert owed() == [payment.captured]


def test_money_for_a_cancelled_order_goes_back(ann, order, payment):
    move(order, "cancel", by=ann)

    paid(payment)

    assert owed() == [order.total]


def test_money_for_an_expired_order_revives_it_or_goes_back(ann, dan, noodles, order, payment):
    rival = place(dan, noodles, quantity=4)
    start_payment(rival, "sandbox")
    expire_unpaid_orders(rival.pay_by)
    place(ann, noodles, quantity=2)

    paid(payment)
    paid(rival.payments.get(), reference="r2")

    order.refresh_from_db()
    rival.refresh_from_db()
    assert (order.status, rival.status) == (Status.PAID, Status.EXPIRED)
    assert owed() == [rival.total]


@pytest.mark.parametrize(("verb", "by"), [("cancel", "ann"), ("reject", "bea")])
def test_ending_a_paid_order_creates_one_refund(request, order, payment, verb, by):
    paid(payment)

    move(order, verb, by=request.getfixturevalue(by), note="No noodles left")

    refund = Refund.objects.get()
    assert (refund.amount, refund.reason) == (order.total, "No noodles left")
    assert [job.task for job in Job.objects.all()].count("payments.tasks.send_refund") == 1


@pytest.fixture
def refund(ann, order, payment):
    paid(payment)
    move(order, "cancel", by=ann)
    return Refund.objects.get()


def test_the_job_sends_a_refund_once_however_often_it_runs(refund):
    for _ in range(2):
        tasks.send_refund(refund.pk)

    refund.refresh_from_db()
    assert (refund.status, refund.attempts) == (RefundStatus.SENT, 1)
    assert [step.verb for step in refund.history.all()] == ["start", "send"]


def test_a_refund_that_fails_is_noted_and_tried_again_later(settings, refund):
    now = timezone.now()
    settings.ALLOW_SANDBOX_PAYMENTS = False
    assert send_due_refunds(now) == 1

    refund.refresh_from_db()
    assert (refund.status, refund.attempts) == (RefundStatus.OWED, 1)
    assert "not offered" in refund.last_error
    assert send_due_refunds(now) == 0

    settings.ALLOW_SANDBOX_PAYMENTS = True
    assert send_due_refunds(now + timedelta(minutes=2)) == 1
    refund.refresh_from_db()
    assert refund.status == RefundStatus.SENT


def test_a_job_that_died_leaves_the_refund_to_a_later_sweep(refund, monkeypatch):
    now = timezone.now()

    def die(self, refund, now):
        raise ConnectionResetError

    with monkeypatch.context() as dying:
        dying.setattr(SandboxGateway, "refund", die)
        with pytest.raises(ConnectionResetError):
            send_refund(refund, now)

    assert send_due_refunds(now) == 0
    assert send_due_refunds(now + CLAIM) == 1


@pytest.mark.django_db(transaction=True)
def test_two_concurrent_jobs_send_a_refund_once(refund):
    results = together(*[lambda: tasks.send_refund(refund.pk)] * 3)

    refund.refresh_from_db()
    assert losers(results) == []
    assert (refund.status, refund.attempts) == (RefundStatus.SENT, 1)


def test_a_refund_that_breaks_holds_up_no_other(ann, noodles, wiring):
    first, second = (cancelled(ann, noodles).refunds.get() for _ in range(2))

    def fail_at_the_first(event):
        if event.row == first:
            raise ValueError("broken")

    wiring({RefundSent: Reaction([fail_at_the_first])})

    with pytest.raises(ExceptionGroup):
        send_due_refunds(timezone.now())

    statuses = [Refund.objects.get(pk=refund.pk).status for refund in (first, second)]
    assert statuses == [RefundStatus.OWED, RefundStatus.SENT]


def cancelled(ann, noodles):
    """A payment of an order that was cancelled after it was paid."""
    order = place(ann, noodles)
    start_payment(order, "sandbox")
    payment = order.payments.get()
    paid(payment, reference=payment.key)
    move(order, "cancel", by=ann)
    return payment


def test_the_reason_of_a_refund_is_in_the_readers_language(order, payment, ann):
    paid(payment)

    move(order, "cancel", by=ann)

    reason = Refund.objects.get().reason
    assert (words_of(reason, "ko"), words_of(reason, "en")) == ("취소됨", "Cancelled")
