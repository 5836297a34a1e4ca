"""Toss signs nothing: messages are not trusted, only Toss's answer to the look-up they cause."""

import json

import pytest
from django.urls import reverse

from devtools.stubs.toss.courier import deposit_callback, forged, status_changed
from payments.gateways.base import GatewayError, InvalidSignature
from payments.gateways.toss import TossGateway
from payments.lifecycle import PaymentStatus
from payments.models import Payment, ProviderCall, Refund, WebhookEvent
from payments.services import confirm_payment
from payments.webhooks import receive

gateway = TossGateway()


def as_body(message):
    return message if isinstance(message, bytes) else json.dumps(message).encode()


def status_message(payment):
    return as_body(status_changed(payment))


def deposit_message(payment):
    return as_body(deposit_callback(payment))


@pytest.fixture
def taken(toss, toss_payment):
    """Toss captured the money; we have no message of it."""
    back = toss.pay(toss_payment.key, 12000)
    return toss.ledger.confirm({**back, "amount": 12000})


@pytest.fixture
def waiting(toss, toss_payment):
    """Toss gave the payer a virtual account."""
    back = toss.pay(toss_payment.key, 12000, "VIRTUAL_ACCOUNT")
    return toss.ledger.confirm({**back, "amount": 12000})


def test_a_message_makes_us_look_up_the_payment(toss_payment, taken):
    webhook = gateway.read_webhook(status_message(taken), {})

    assert (webhook.kind, webhook.payment_key) == ("PAYMENT_STATUS_CHANGED", toss_payment.key)
    assert webhook.outcome == gateway.look_up(toss_payment)
    assert webhook.outcome.result == "captured"


def test_what_is_asked_because_of_it_is_logged_with_its_payment(toss_payment, taken):
    gateway.read_webhook(status_message(taken), {})

    assert ProviderCall.objects.get().payment == toss_payment


def test_a_message_with_a_wrong_status_changes_nothing(toss, toss_payment):
    open_one = toss.ledger.get(toss.pay(toss_payment.key, 12000)["paymentKey"])

    receive("toss", status_message({**open_one, "status": "DONE", "approvedAt": "now"}), {})

    toss_payment.refresh_from_db()
    assert toss_payment.status == PaymentStatus.STARTED


def test_a_lie_does_not_use_up_the_name_of_the_truth_to_come(toss, toss_payment):
    back = toss.pay(toss_payment.key, 12000)
    payment = toss.ledger.get(back["paymentKey"])
    receive("toss", status_message({**payment, "status": "DONE"}), {})
    toss.ledger.confirm({**back, "amount": 12000})

    receive("toss", status_message(payment), {})

    toss_payment.refresh_from_db()
    assert toss_payment.status == PaymentStatus.CAPTURED


def test_copies_of_a_message_have_one_name_and_every_change_its_own(toss, taken):
    first, again = (gateway.read_webhook(status_message(taken), {}) for _ in range(2))
    toss.refund_in_dashboard(taken["paymentKey"], 3000)
    second = gateway.read_webhook(status_message(taken), {})
    toss.refund_in_dashboard(taken["paymentKey"], 3000)
    third = gateway.read_webhook(status_message(taken), {})

    assert first.event_id == again.event_id
    assert len({first.event_id, second.event_id, third.event_id}) == 3


def test_a_refund_of_the_dashboard_becomes_one_of_ours(toss, toss_payment, taken):
    for _ in range(2):
        toss.refund_in_dashboard(taken["paymentKey"], 3000)
    receive("toss", status_message(taken), {})
    receive("toss", status_message(taken), {})

    assert list(Refund.objects.values_list("amount", "status")) == [(3000, "sent")] * 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b"null",
        b"{}",
        b'{"eventType": "PAYMENT_STATUS_CHANGED"}',
        b'{"eventType": "PAYMENT_STATUS_CHANGED", "data": []}',
        b'{"eventType": "PAYMENT_STATUS_CHANGED", "data": {"paymentKey": 5}}',
        b'{"eventType": "PAYMENT_STATUS_CHANGED", "data": {"paymentKey": "../orders"}}',
        b'{"eventType": "PAYMENT_STATUS_CHANGED", "data": {"paymentKey": "tgen_unknown"}}',
        b'{"eventType": "PAYOUT_STATUS_CHANGED", "data": {"paymentKey": "tgen_unknown"}}',
        b'{"secret": "ps_x", "status": "DONE"}',
        b'{"secret": null, "orderId": []}',
    ],
)
def test_what_is_no_message_of_toss_is_forged(toss, db, body):
    with pytest.raises(InvalidSignature):
        gateway.read_webhook(body, {})


def test_a_deposit_is_believed_by_its_secret(toss, waiting):
    toss.deposit(waiting["paymentKey"])

    webhook = gateway.read_webhook(deposit_message(waiting), {})

    assert (webhook.kind, webhook.outcome.result) == ("DEPOSIT_CALLBACK", "captured")


@pytest.mark.parametrize("secret", ["", "ps_other", "비밀", 5, None, "one byte"])
def test_a_deposit_with_another_secret_is_forged(waiting, secret):
    right = waiting["secret"]
    altered = right[:-1] + ("A" if right[-1] != "A" else "B") if secret == "one byte" else secret

    with pytest.raises(InvalidSignature):
        gateway.read_webhook(as_body({**deposit_callback(waiting), "secret": altered}), {})


def test_a_deposit_for_what_has_no_account_is_forged(taken):
    with pytest.raises(InvalidSignature):
        gateway.read_webhook(deposit_message({**taken, "secret": "None"}), {})


@pytest.mark.parametrize("mode", ["500", "lost", "garbage"])
def test_while_toss_is_away_a_message_shall_be_repeated(toss, taken, mode):
    toss.fail(mode, on="GET")

    with pytest.raises(GatewayError):
        gateway.read_webhook(status_message(taken), {})

    assert gateway.read_webhook(status_message(taken), {}).outcome


def test_messages_come_by_http_without_their_secrets_in_rows(client, toss, toss_payment, waiting):
    toss.deposit(waiting["paymentKey"])
    url = reverse("payments:webhooks", args=["toss"])

    def post(message):
        return client.post(url, message, content_type="application/json").status_code

    wrong = forged(deposit_callback(waiting))
    answers = [post(wrong), post(deposit_callback(waiting)), post(status_changed(waiting))]

    assert answers == [400, 200, 200]
    assert Payment.objects.get().status == PaymentStatus.CAPTURED
    rows = " ".join(f"{row.request} {row.response}" for row in ProviderCall.objects.all())
    assert waiting["secret"] not in rows
    assert wrong["secret"] not in rows


@pytest.mark.parametrize("manner", ["once", "duplicated", "reordered"])
@pytest.mark.django_db(transaction=True)
def test_the_courier_brings_them_all_the_way(live_server, toss, toss_payment, manner):
    toss.courier.url = live_server.url + reverse("payments:webhooks", args=["toss"])
    toss.courier.manner = manner
    back = toss.pay(toss_payment.key, 12000, "VIRTUAL_ACCOUNT")
    confirm_payment(toss_payment, back)
    toss.deposit(back["paymentKey"])

    toss.courier.deliver_held()
    toss.courier.wait()

    toss_payment.refresh_from_db()
    assert set(toss.courier.answers) == {200}
    assert toss_payment.status == PaymentStatus.CAPTURED
    assert toss_payment.history.filter(verb="capture").count() == 1


@pytest.mark.parametrize(("manner", "answers"), [("forged", [400, 400]), ("never", [])])
@pytest.mark.django_db(transaction=True)
def test_forged_or_missing_messages_change_nothing(live_server, toss, taken, manner, answers):
    toss.courier.url = live_server.url + reverse("payments:webhooks", args=["toss"])
    toss.courier.manner = manner

    for _ in range(2):
        toss.courier.tell(taken)
    toss.courier.wait()

    assert toss.courier.answers == answers
    assert Payment.objects.get().status == PaymentStatus.STARTED
    assert not WebhookEvent.objects.exists()
