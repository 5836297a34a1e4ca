"""Toss signs nothing, so anyone may send messages: calls to Toss because of them are limited."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AttemptCount
from devtools.stubs.toss.courier import deposit_callback, status_changed
from payments.gateways.base import GatewayError, InvalidSignature
from payments.gateways.toss.messages import ASKED
from payments.lifecycle import PaymentStatus
from payments.models import Payment, Refund, WebhookEvent
from payments.services import confirm_payment
from payments.views.webhooks import FORGED
from payments.webhooks import receive, retry_parked
from tests.payments.gateways.toss.test_webhooks import as_body, status_message

UNKNOWN = {"paymentKey": "tgen_unknown", "orderId": "unknown-order", "status": "DONE"}


@pytest.fixture
def captured(toss, toss_payment):
    """Paid and captured here; Toss's own object of it."""
    confirm_payment(toss_payment, toss.pay(toss_payment.key, 12000))
    toss.asked.clear()
    return toss.ledger.by_order(toss_payment.key)


@pytest.fixture
def post(client):
    def posted(message):
        url = reverse("payments:webhooks", args=["toss"])
        return client.post(url, message, content_type="application/json").status_code

    return posted


def test_toss_is_never_asked_about_an_unknown_payment_key(toss, post, db):
    answers = [post(status_changed(UNKNOWN)) for _ in range(FORGED.times + 2)]

    assert answers == [200] * FORGED.times + [429] * 2
    assert toss.asked == []
    assert WebhookEvent.objects.get().acted_at is None


def test_a_true_message_that_comes_before_its_payment_is_not_lost(toss, post, toss_payment):
    key = toss_payment.key
    Payment.objects.filter(pk=toss_payment.pk).update(key="not-yet-there")
    taken = toss.ledger.confirm({**toss.pay(key, 12000), "amount": 12000})
    assert post(status_changed(taken)) == 200
    Payment.objects.filter(pk=toss_payment.pk).update(key=key)

    assert retry_parked(timezone.now() + timedelta(minutes=2)) == 1

    toss_payment.refresh_from_db()
    assert toss_payment.status == PaymentStatus.CAPTURED


def test_what_is_made_up_before_does_not_use_up_the_name_of_the_truth(toss, post, toss_payment):
    key = toss_payment.key
    taken = toss.ledger.confirm({**toss.pay(key, 12000), "amount": 12000})
    Payment.objects.filter(pk=toss_payment.pk).update(key="not-yet-there")
    post(status_changed({**taken, "status": "EXPIRED"}))
    Payment.objects.filter(pk=toss_payment.pk).update(key=key)

    assert post(status_changed(taken)) == 200

    toss_payment.refresh_from_db()
    assert toss_payment.status == PaymentStatus.CAPTURED


@pytest.mark.parametrize("status", ["DONE", "READY", "IN_PROGRESS"])
def test_toss_is_not_asked_about_a_state_we_have_already(toss, captured, status):
    for _ in range(2):
        event = receive("toss", status_message({**captured, "status": status}), {})

    assert event.acted_at
    assert toss.asked == []
    assert WebhookEvent.objects.count() == 1


def test_a_refund_is_asked_about_once_and_known_from_then_on(toss, captured):
    toss.refund_in_dashboard(captured["paymentKey"], 3000)

    for _ in range(3):
        receive("toss", status_message(captured), {})

    assert [call for call, *_rest in toss.asked] == ["GET"]
    assert Refund.objects.get().amount == 3000
    captured["cancels"][0]["cancelStatus"] = "ABORTED"
    receive("toss", status_message(captured), {})
    assert len(toss.asked) == 2


@pytest.mark.parametrize("cancels", [None, [], "x", [None], [{}], [{"transactionKey": []}]])
def test_a_refund_without_a_name_is_asked_about(toss, captured, cancels):
    receive(
        "toss", as_body(status_changed({**captured, "status": "CANCELED", "cancels": cancels})), {}
    )

    assert len(toss.asked) == 1


@pytest.mark.parametrize("status", ["DONE", "ABORTED"])
def test_another_payment_of_the_same_order_that_toss_does_not_know_is_forged(
    toss, captured, status
):
    lie = {**captured, "paymentKey": "tgen_another", "status": status}

    with pytest.raises(InvalidSignature):
        receive("toss", status_message(lie), {})


def test_a_payment_of_another_order_is_forged(toss, captured):
    other = toss.ledger.get(toss.pay("of-another-shop", 12000)["paymentKey"])

    with pytest.raises(InvalidSignature):
        receive("toss", status_message({**other, "orderId": captured["orderId"]}), {})


@pytest.fixture
def earlier(toss, toss_payment):
    """The payer's first try, which failed, as Toss stores it; the second was paid."""
    first = toss.pay(toss_payment.key, 12000)["paymentKey"]
    toss.ledger.abort(first)
    confirm_payment(toss_payment, toss.pay(toss_payment.key, 12000))
    return toss.ledger.get(first)


def test_a_true_message_about_an_earlier_try_is_taken_and_changes_nothing(
    post, toss_payment, earlier
):
    answers = [post(status_changed(earlier)) for _ in range(2)]

    toss_payment.refresh_from_db()
    assert answers == [200, 200]
    assert toss_payment.status == PaymentStatus.CAPTURED
    assert toss_payment.reference != earlier["paymentKey"]
    assert WebhookEvent.objects.get().acted_at
    assert not AttemptCount.objects.filter(key__contains=FORGED.name).exists()


def test_false_messages_about_one_payment_are_limited_and_true_ones_repeated(toss, toss_payment):
    back = toss.pay(toss_payment.key, 12000)
    lie = status_message({**toss.ledger.get(back["paymentKey"]), "status": "DONE"})
    for _ in range(ASKED.times):
        receive("toss", lie, {})
    toss.ledger.confirm({**back, "amount": 12000})
    with pytest.raises(GatewayError):  # 503: Toss sends it again
        receive("toss", lie, {})
    assert len(toss.asked) == ASKED.times
    AttemptCount.objects.all().delete()  # an hour later

    receive("toss", lie, {})

    toss_payment.refresh_from_db()
    assert toss_payment.status == PaymentStatus.CAPTURED


def test_a_made_up_deposit_is_parked_like_any_message_about_the_unknown(toss, post, db):
    made_up = {"secret": "ps_x", "orderId": "unknown-order", "status": "DONE"}

    assert post({**deposit_callback({**made_up, "lastTransactionKey": "x"})}) == 200
    assert toss.asked == []
    assert WebhookEvent.objects.get().acted_at is None
