"""A refund that cannot be delivered: its payer and the store are notified, and find another way."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.lifecycle import MoveRefused, move
from core.reasons import words_of
from notifications.models import Notice
from payments.lifecycle import RefundStatus
from payments.models import Payment, Refund
from payments.reasons import CARD_LOST
from payments.receipts.facts import receipt_of
from payments.refunds import RefundRefused, refund_part, refundable, send_due_refunds
from payments.refunds.failing import WAITS
from tests.factories import UserFactory
from tests.payments.failing_refunds import deliver, fail, send_again, sent_refund, verbs


@pytest.fixture
def refund(paid, bea):
    return sent_refund(paid, bea)


@pytest.fixture
def admin(db):
    return UserFactory(name="Eve", is_staff=True, is_superuser=True)


@pytest.mark.parametrize(
    "reason", ["lost_or_stolen_card", "expired_or_canceled_card", "merchant_request"]
)
def test_a_final_refusal_is_reported_and_not_retried(refund, stripe_stub, ann, bea, reason):
    fail(stripe_stub, refund, reason)

    assert (refund.status, refund.next_try_at) == (RefundStatus.FAILED, None)
    assert send_due_refunds(timezone.now() + timedelta(days=90)) == 0
    notified = set(Notice.objects.filter(kind__startswith="refund-").values_list("user", "kind"))
    assert notified == {(ann.pk, "refund-failed"), (bea.pk, "refund-stuck")}


def test_a_bank_that_never_takes_it_is_given_up_in_the_end(refund, stripe_stub):
    for _wait in WAITS:
        fail(stripe_stub, refund)
        send_again(refund)

    fail(stripe_stub, refund)

    assert refund.status == RefundStatus.FAILED
    assert verbs(refund)[-2:] == ["send", "mark_failed"]


def test_an_immediate_final_refusal_is_failed_immediately(paid, bea, stripe_stub):
    stripe_stub.books_of.refund_status = "failed"

    [refund] = refund_part(paid.order, Decimal(4000), reason="Cold", by=bea)
    send_due_refunds()

    refund.refresh_from_db()
    assert (refund.status, refund.last_error) == (
        RefundStatus.FAILED,
        CARD_LOST.note,
    )


def test_the_reason_is_in_the_readers_language(refund, stripe_stub):
    fail(stripe_stub, refund, "lost_or_stolen_card")

    assert words_of(refund.last_error, "en") == "The card was reported lost or stolen."
    assert words_of(refund.last_error, "ko") == "분실이나 도난 신고된 카드예요."


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


def test_a_dashboard_refund_settles_a_failed_one(paid, refund, stripe_stub):
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


def test_an_admin_notes_another_way_it_was_sent(refund, stripe_stub, admin, ann):
    fail(stripe_stub, refund, "lost_or_stolen_card")
    with pytest.raises(MoveRefused, match="how it was sent"):
        move(refund, "settle", by=admin)

    move(refund, "settle", by=admin, note="To Ann's bank account")
    deliver(stripe_stub)

    refund.refresh_from_db()
    assert (refund.status, refund.look_up_at) == (RefundStatus.SENT, None)
    assert Notice.objects.filter(user=ann, kind="refunded", note="To Ann's bank account").exists()


def test_no_other_user_may(refund, stripe_stub, bea, ann):
    fail(stripe_stub, refund, "lost_or_stolen_card")

    for person in (bea, ann, UserFactory(is_staff=True)):
        with pytest.raises(MoveRefused, match="may not"):
            move(refund, "settle", by=person, note="In cash")
