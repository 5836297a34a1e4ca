"""The bank returns a refund that Stripe accepted: it is owed again, or has to be sent another way."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from payments.gateways.base import PaymentOutcome, Returned
from payments.lifecycle import RefundStatus
from payments.models import Payment
from payments.polling import look_up_sent_refunds
from payments.recording import record_outcome
from payments.refunds import RefundRefused, refund_part, refundable, send_due_refunds
from payments.refunds.failing import WAITS
from tests.payments.failing_refunds import (
    back_at_stripe,
    deliver,
    fail,
    send_again,
    sent_refund,
    verbs,
)
from tests.racing import losers, together


@pytest.fixture
def refund(paid, bea):
    return sent_refund(paid, bea)


def test_a_failed_refund_is_owed_again_and_sent_again(paid, refund, stripe_stub):
    first = refund.reference
    fail(stripe_stub, refund)
    assert (refund.status, verbs(refund)) == (RefundStatus.OWED, ["start", "send", "fail"])
    assert back_at_stripe(stripe_stub, paid) == 0

    send_again(refund)

    assert (refund.status, refund.reference != first) == (RefundStatus.SENT, True)
    assert back_at_stripe(stripe_stub, paid) == Payment.objects.get().refunded == 4000


def test_it_waits_before_it_is_sent_again(refund, stripe_stub):
    fail(stripe_stub, refund)

    assert send_due_refunds(timezone.now() + WAITS[0] - timedelta(minutes=1)) == 0
    assert send_due_refunds(timezone.now() + WAITS[0]) == 1


def test_a_look_up_finds_a_failure_without_a_message(refund, stripe_stub):
    fail(stripe_stub, refund, reported=False)
    assert look_up_sent_refunds() == 0

    assert look_up_sent_refunds(refund.look_up_at) == 1

    refund.refresh_from_db()
    assert (refund.status, refund.look_up_at) == (RefundStatus.OWED, None)


def test_a_refund_is_looked_after_ever_less_often_for_two_months(refund):
    asked = []
    while refund.look_up_at:
        asked.append(refund.look_up_at - timezone.now())
        look_up_sent_refunds(refund.look_up_at)
        refund.refresh_from_db()

    assert len(asked) == 6
    assert timedelta(days=50) < asked[-1] < timedelta(days=62)
    assert refund.status == RefundStatus.SENT


def test_a_provider_that_does_not_answer_is_asked_later(refund, stripe_stub):
    fail(stripe_stub, refund, reported=False)
    stripe_stub.misbehave("500")

    look_up_sent_refunds(refund.look_up_at)
    refund.refresh_from_db()
    assert refund.status == RefundStatus.SENT
    look_up_sent_refunds(refund.look_up_at)

    refund.refresh_from_db()
    assert refund.status == RefundStatus.OWED


def test_copies_and_outdated_messages_change_nothing(paid, refund, stripe_stub):
    first = refund.reference
    fail(stripe_stub, refund)
    deliver(stripe_stub)
    sent = (Returned(first, Decimal(4000), refund.key),)
    asked_before = PaymentOutcome("captured", paid.reference, paid.amount, "KRW", returned=sent)
    record_outcome(paid, asked_before)

    refund.refresh_from_db()
    assert verbs(refund) == ["start", "send", "fail"]
    send_again(refund)
    deliver(stripe_stub, last=4)
    assert verbs(refund) == ["start", "send", "fail", "send"]


def test_a_failure_message_that_precedes_the_answer_is_found_later(paid, bea, stripe_stub):
    stripe_stub.books_of.refund_status = "doomed"
    [refund] = refund_part(paid.order, Decimal(4000), reason="Cold", by=bea)
    send_due_refunds()
    refund.refresh_from_db()
    assert refund.status == RefundStatus.SENT

    look_up_sent_refunds(refund.look_up_at)

    refund.refresh_from_db()
    assert refund.status == RefundStatus.FAILED


@pytest.mark.django_db(transaction=True)
def test_messages_and_look_ups_together_are_one_failure(refund, stripe_stub):
    for number in range(1, len(WAITS) + 1):
        fail(stripe_stub, refund, reported=False)
        polling = partial(look_up_sent_refunds, refund.look_up_at)
        delivering = partial(deliver, stripe_stub)

        results = together(delivering, polling, delivering, polling)

        assert not losers(results), results
        refund.refresh_from_db()
        assert (refund.status, verbs(refund).count("fail")) == (RefundStatus.OWED, number)
        sending = partial(send_due_refunds, refund.next_try_at)
        assert not losers(together(sending, delivering, sending))
        refund.refresh_from_db()
        assert refund.status == RefundStatus.SENT
    assert back_at_stripe(stripe_stub, refund.payment) == 4000
    assert Payment.objects.get().refunded == 4000


@pytest.mark.django_db(transaction=True)
def test_failure_against_another_refund_owes_no_more_than_came(paid, bea, stripe_stub):
    """What came back is still owed, so the same won cannot be refunded twice."""
    for _round in range(4):
        [refund] = refund_part(paid.order, Decimal(2000), reason="Cold", by=bea)
        send_due_refunds()
        refund.refresh_from_db()
        stripe_stub.books_of.fail_refund(refund.reference)
        left = refundable(paid.order)
        asking = partial(refund_part, paid.order, left + 1, reason="All of it", by=bea)

        results = together(partial(deliver, stripe_stub), asking)

        assert [type(error) for error in losers(results)] == [RefundRefused]
        payment = Payment.objects.get()
        amounts = payment.refunds.values_list("amount", flat=True)
        assert payment.refunded == sum(amounts) <= payment.captured
