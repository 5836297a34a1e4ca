"""A refund that Stripe took comes back from the bank: it is owed again, or somebody finds another way."""

import json
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone
from django.utils.translation import override

from core.lifecycle import MoveRefused, move
from notifications.models import Notice
from orders.models import Order
from payments.gateways.base import Outcome, Returned
from payments.gateways.stripe.reading import FINAL
from payments.lifecycle import RefundStatus
from payments.lookups import look_up_sent_refunds
from payments.models import Payment, Refund
from payments.outcomes import record_outcome
from payments.receipts.facts import receipt_of
from payments.refunds import RefundRefused, refund_part, refundable, send_due_refunds
from payments.refunds.failing import WAITS
from payments.services import confirm_payment
from payments.webhooks import receive
from tests.factories import UserFactory
from tests.racing import losers, together
from tests.stubs.stripe import signature


@pytest.fixture
def paid(stripe_stub, stripe_payment):
    stripe_stub.pay(stripe_payment.session)
    return confirm_payment(stripe_payment, {})


@pytest.fixture
def refund(paid, bea):
    """4,000 of 12,000 won that Stripe took."""
    [refund] = refund_part(paid.order, Decimal(4000), reason="Cold", by=bea)
    send_due_refunds()
    refund.refresh_from_db()
    return refund


@pytest.fixture
def admin(db):
    return UserFactory(name="Eve", is_staff=True, is_superuser=True)


def deliver(stripe_stub, last=2):
    for event in stripe_stub.books_of.events[-last:]:
        body = json.dumps(event).encode()
        receive("stripe", body, {"Stripe-Signature": signature(body)})


def fail(stripe_stub, refund, reason="unknown", told=True):
    stripe_stub.books_of.fail_refund(refund.reference, reason)
    if told:
        deliver(stripe_stub)
    refund.refresh_from_db()
    return refund


def send_again(refund, now=None):
    send_due_refunds(now or refund.next_try_at)
    refund.refresh_from_db()


def verbs(refund):
    return list(refund.history.values_list("verb", flat=True))


def back_at_stripe(stripe_stub, payment):
    return stripe_stub.books()[payment.key]["refunded"]


def test_what_failed_is_owed_again_and_sent_anew(paid, refund, stripe_stub):
    first = refund.reference
    fail(stripe_stub, refund)
    assert (refund.status, verbs(refund)) == (RefundStatus.OWED, ["start", "send", "fail"])
    assert back_at_stripe(stripe_stub, paid) == 0

    send_again(refund)

    assert (refund.status, refund.reference != first) == (RefundStatus.SENT, True)
    assert back_at_stripe(stripe_stub, paid) == Payment.objects.get().refunded == 4000


def test_it_waits_before_it_is_sent_anew(refund, stripe_stub):
    fail(stripe_stub, refund)

    assert send_due_refunds(timezone.now() + WAITS[0] - timedelta(minutes=1)) == 0
    assert send_due_refunds(timezone.now() + WAITS[0]) == 1


def test_a_look_up_finds_what_no_message_told(refund, stripe_stub):
    fail(stripe_stub, refund, told=False)
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
    fail(stripe_stub, refund, told=False)
    stripe_stub.misbehave("500")

    look_up_sent_refunds(refund.look_up_at)
    refund.refresh_from_db()
    assert refund.status == RefundStatus.SENT
    look_up_sent_refunds(refund.look_up_at)

    refund.refresh_from_db()
    assert refund.status == RefundStatus.OWED


def test_copies_and_old_news_change_nothing(paid, refund, stripe_stub):
    first = refund.reference
    fail(stripe_stub, refund)
    deliver(stripe_stub)
    sent = (Returned(first, Decimal(4000), refund.key),)
    asked_before = Outcome("captured", paid.reference, paid.amount, "KRW", returned=sent)
    record_outcome(paid, asked_before)

    refund.refresh_from_db()
    assert verbs(refund) == ["start", "send", "fail"]
    send_again(refund)
    deliver(stripe_stub, last=4)
    assert verbs(refund) == ["start", "send", "fail", "send"]


@pytest.mark.parametrize(
    "reason", ["lost_or_stolen_card", "expired_or_canceled_card", "merchant_request"]
)
def test_a_no_that_stays_a_no_is_told_and_not_tried_again(refund, stripe_stub, ann, bea, reason):
    fail(stripe_stub, refund, reason)

    assert (refund.status, refund.next_try_at) == (RefundStatus.FAILED, None)
    assert send_due_refunds(timezone.now() + timedelta(days=90)) == 0
    told = set(Notice.objects.filter(kind__startswith="refund-").values_list("user", "kind"))
    assert told == {(ann.pk, "refund-failed"), (bea.pk, "refund-stuck")}


def test_a_bank_that_never_takes_it_is_given_up_in_the_end(refund, stripe_stub):
    for _wait in WAITS:
        fail(stripe_stub, refund)
        send_again(refund)

    fail(stripe_stub, refund)

    assert refund.status == RefundStatus.FAILED
    assert verbs(refund)[-2:] == ["send", "give_up"]


def test_a_no_that_stays_a_no_at_once_is_given_up_at_once(paid, bea, stripe_stub):
    stripe_stub.books_of.refund_status = "failed"

    [refund] = refund_part(paid.order, Decimal(4000), reason="Cold", by=bea)
    send_due_refunds()

    refund.refresh_from_db()
    assert (refund.status, refund.last_error) == (
        RefundStatus.FAILED,
        "The card was reported lost or stolen.",
    )


def test_the_reason_is_said_in_the_language_of_who_bought(refund, stripe_stub):
    Order.objects.update(language="ko")
    fail(stripe_stub, refund, "lost_or_stolen_card")

    with override("ko"):
        assert refund.last_error == str(FINAL["lost_or_stolen_card"])


def test_the_receipt_says_that_it_could_not_be_sent(refund, stripe_stub):
    fail(stripe_stub, refund, "lost_or_stolen_card")

    [paid] = receipt_of(refund.payment.order).payments
    assert [back.state for back in paid.back] == ["Refund could not be sent yet"]


def test_what_could_not_be_sent_is_still_owed(paid, refund, stripe_stub, bea):
    fail(stripe_stub, refund, "lost_or_stolen_card")

    assert refundable(paid.order) == 8000
    with pytest.raises(RefundRefused, match="At most"):
        refund_part(paid.order, Decimal(8001), reason="Cold", by=bea)


def test_a_refund_of_the_dashboard_that_failed_is_left_to_people(paid, stripe_stub):
    made = stripe_stub.books_of.refund({"payment_intent": paid.reference, "amount": "5000"})
    deliver(stripe_stub, last=1)
    refund = Refund.objects.get()

    fail(stripe_stub, refund)

    assert (refund.reference, refund.status) == (made["id"], RefundStatus.FAILED)


def test_what_somebody_sends_in_the_dashboard_settles_what_failed(paid, refund, stripe_stub):
    fail(stripe_stub, refund, "expired_or_canceled_card")

    made = stripe_stub.books_of.refund({"payment_intent": paid.reference, "amount": "4000"})
    deliver(stripe_stub, last=1)

    refund.refresh_from_db()
    assert (refund.status, refund.reference) == (RefundStatus.SENT, made["id"])
    assert Payment.objects.get().refunded == 4000


def test_an_admin_has_it_tried_again(refund, stripe_stub, admin):
    fail(stripe_stub, refund, "lost_or_stolen_card")

    move(refund, "retry", by=admin)
    send_again(refund)

    assert refund.status == RefundStatus.SENT
    assert refund.history.get(verb="retry").actor == admin


def test_an_admin_says_how_else_it_was_sent(refund, stripe_stub, admin, ann):
    fail(stripe_stub, refund, "lost_or_stolen_card")
    with pytest.raises(MoveRefused, match="how it was sent"):
        move(refund, "settle", by=admin)

    move(refund, "settle", by=admin, note="To Ann's bank account")
    deliver(stripe_stub)

    refund.refresh_from_db()
    assert (refund.status, refund.look_up_at) == (RefundStatus.SENT, None)
    assert Notice.objects.filter(user=ann, kind="refunded", note="To Ann's bank account").exists()


def test_nobody_else_may(refund, stripe_stub, bea, ann):
    fail(stripe_stub, refund, "lost_or_stolen_card")

    for person in (bea, ann, UserFactory(is_staff=True)):
        with pytest.raises(MoveRefused, match="may not"):
            move(refund, "settle", by=person, note="In cash")


def test_news_of_failure_that_is_faster_than_the_answer_is_found_later(paid, bea, stripe_stub):
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
        fail(stripe_stub, refund, told=False)
        looking = partial(look_up_sent_refunds, refund.look_up_at)
        telling = partial(deliver, stripe_stub)

        results = together(telling, looking, telling, looking)

        assert not losers(results), results
        refund.refresh_from_db()
        assert (refund.status, verbs(refund).count("fail")) == (RefundStatus.OWED, number)
        sending = partial(send_due_refunds, refund.next_try_at)
        assert not losers(together(sending, telling, sending))
        refund.refresh_from_db()
        assert refund.status == RefundStatus.SENT
    assert back_at_stripe(stripe_stub, refund.payment) == 4000
    assert Payment.objects.get().refunded == 4000


@pytest.mark.django_db(transaction=True)
def test_failure_against_another_refund_owes_no_more_than_came(paid, bea, stripe_stub):
    """What came back is still owed, so nobody can send the same won twice meanwhile."""
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
