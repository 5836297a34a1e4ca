"""Refunds by Toss: sent once, however often requested."""

import pytest
from django.utils import timezone

from payments.gateways.base import GatewayError, OutcomeUnknown
from payments.gateways.toss import TossGateway
from payments.lifecycle import RefundStatus
from payments.models import Refund
from payments.refunds import create_refund, send_refund
from payments.services import confirm_payment

gateway = TossGateway()


@pytest.fixture
def paid(toss, toss_payment):
    confirm_payment(toss_payment, toss.pay(toss_payment.key, 12000))
    return toss_payment


@pytest.fixture
def refund(paid):
    create_refund(paid, "품절 #1", limit=5000)
    return Refund.objects.select_related("payment").get()


def cancels(toss):
    return toss.ledger.by_order(toss.books()[0]["key"])["cancels"] or []


def test_a_part_goes_back_under_our_key(toss, paid, refund):
    reference = gateway.refund(refund)

    (cancel,) = cancels(toss)
    assert (cancel["cancelAmount"], cancel["transactionKey"]) == (5000, reference)
    assert cancel["cancelReason"] == f"품절 #1 #{refund.key}"
    assert toss.asked[-1][3]["Idempotency-Key"] == refund.key
    (returned,) = gateway.look_up(paid).returned
    assert (returned.reference, returned.amount, returned.key) == (reference, 5000, refund.key)


def test_a_payment_partly_sent_back_still_came_in_whole(toss, paid, refund):
    gateway.refund(refund)
    toss.refund_in_dashboard(paid.reference, 7000)

    outcome = gateway.look_up(paid)

    assert (outcome.result, outcome.amount) == ("captured", 12000)
    assert [(one.amount, one.key) for one in outcome.returned] == [(5000, refund.key), (7000, "")]


def test_two_calls_refund_once(toss, refund):
    assert gateway.refund(refund) == gateway.refund(refund)

    assert len(cancels(toss)) == 1


def test_two_concurrent_calls_refund_once(toss, refund):
    """Both look up before either sends: Toss itself recognises the key."""
    first = gateway.refund(refund)
    payment = toss.ledger.get(refund.payment.reference)
    hidden, payment["cancels"] = payment["cancels"], None

    again = gateway.refund(refund)
    payment["cancels"] = hidden

    assert again == first
    assert toss.books()[0]["refunded"] == 5000


@pytest.mark.parametrize("mode", ["lost", "half", "garbage", "redirect"])
def test_a_refund_without_an_answer_is_found(toss, refund, mode):
    toss.fail(mode)
    with pytest.raises(OutcomeUnknown):
        gateway.refund(refund)
    toss.answered.clear()  # as after 15 days, when Toss purges a key

    reference = gateway.refund(refund)

    assert [cancel["transactionKey"] for cancel in cancels(toss)] == [reference]


@pytest.mark.parametrize("mode", ["500", "provider_error", "processing"])
def test_a_refund_toss_leaves_open_is_tried_again(toss, refund, mode):
    toss.fail(mode)
    send_refund(refund)
    refund.refresh_from_db()
    assert (refund.status, refund.attempts) == (RefundStatus.OWED, 1)

    send_refund(refund, refund.next_try_at)

    refund.refresh_from_db()
    assert refund.status == RefundStatus.SENT
    assert len(cancels(toss)) == 1


def test_more_than_is_left_is_a_clear_no(toss, paid, refund):
    toss.refund_in_dashboard(paid.reference, 10000)

    with pytest.raises(GatewayError, match="취소할 수 없는 금액") as no:
        gateway.refund(refund)

    assert not isinstance(no.value, OutcomeUnknown)
    assert no.value.code == "NOT_CANCELABLE_AMOUNT"


def test_what_the_dashboard_sent_back_whole_is_a_clear_no(toss, paid, refund):
    toss.refund_in_dashboard(paid.reference, 12000)

    with pytest.raises(GatewayError, match="이미 취소된"):
        gateway.refund(refund)


def test_a_long_reason_leaves_room_for_our_key(toss, refund):
    Refund.objects.update(reason="이유" * 250)
    refund.refresh_from_db()

    gateway.refund(refund)

    (cancel,) = cancels(toss)
    assert len(cancel["cancelReason"]) == 200
    assert cancel["cancelReason"].endswith(f" #{refund.key}")


def test_a_refund_that_failed_at_toss_did_not_go_back(toss, paid, refund):
    send_refund(refund, timezone.now())
    cancels(toss)[0]["cancelStatus"] = "ABORTED"

    assert gateway.look_up(paid).returned == ()
