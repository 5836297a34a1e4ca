"""Paying and looking up at Toss, over real HTTP: successes, refusals and failures."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.lifecycle import move
from devtools.stubs.toss import SECRET_KEY
from orders.statuses import Status
from payments.gateways.base import GatewayError, OutcomeUnknown
from payments.gateways.toss import TossGateway, client
from payments.lifecycle import PaymentStatus
from payments.models import ProviderCall, new_key
from payments.polling import look_up
from payments.reasons import NOT_ENOUGH_MONEY
from payments.services import confirm_payment, start_payment

PAID = Decimal(12000)
gateway = TossGateway()


def paid_at(toss, payment, method="CARD", **wishes):
    """What the payer's browser brings back from the window."""
    return toss.pay(payment.key, int(payment.amount), method, **wishes)


def asked_paths(toss):
    return [f"{method} {path}" for method, path, _, _ in toss.asked]


def test_our_key_is_a_valid_order_id_of_toss():
    assert all(re.fullmatch(r"[A-Za-z0-9_=-]{6,64}", new_key(), re.ASCII) for _ in range(100))


def test_starting_does_not_call_toss(toss, order):
    url = start_payment(order, "toss")

    assert url == f"/pay/toss/{order.payments.get().key}/"
    assert toss.asked == []


def test_confirming_takes_our_amount_once(toss, toss_payment):
    back = paid_at(toss, toss_payment)

    outcomes = [gateway.confirm(toss_payment, back) for _ in range(2)]

    assert outcomes[0] == outcomes[1]
    assert (outcomes[0].result, outcomes[0].reference) == ("captured", back["paymentKey"])
    assert (outcomes[0].amount, outcomes[0].currency) == (PAID, "KRW")
    assert toss.asked[0][2] == {**back, "amount": 12000}
    assert toss.asked[0][3]["Idempotency-Key"].startswith(toss_payment.key)
    assert [book["captured"] for book in toss.books()] == [12000]


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": "100"},
        {"amount": "12000.0"},
        {"amount": ""},
        {"orderId": "another-order"},
        {"orderId": ""},
    ],
)
def test_what_is_not_ours_confirms_nothing(toss, toss_payment, changed):
    with pytest.raises(GatewayError, match="Nothing was charged"):
        confirm_payment(toss_payment, {**paid_at(toss, toss_payment), **changed})

    toss_payment.refresh_from_db()
    assert toss_payment.status == PaymentStatus.STARTED
    assert toss.asked == []


def test_a_cheaper_payment_under_our_order_id_confirms_nothing(toss, toss_payment):
    back = toss.pay(toss_payment.key, 100)

    with pytest.raises(GatewayError):
        gateway.confirm(toss_payment, {**back, "amount": "12000"})

    assert [book["captured"] for book in toss.books()] == [0]


@pytest.mark.parametrize("key", ["tgen_unknown", "../../v1", "키" * 300, ""])
def test_a_made_up_payment_key_is_a_clear_no(toss, toss_payment, key):
    back = {"paymentKey": key, "orderId": toss_payment.key, "amount": "12000"}

    with pytest.raises(GatewayError) as no:
        gateway.confirm(toss_payment, back)

    assert not isinstance(no.value, OutcomeUnknown)


def test_a_declined_card_is_no_error(toss, toss_payment):
    toss.fail("decline")

    outcome = gateway.confirm(toss_payment, paid_at(toss, toss_payment))

    assert (outcome.result, outcome.reason) == ("declined", NOT_ENOUGH_MONEY.note)
    assert gateway.look_up(toss_payment).result == "declined"


def test_another_try_of_the_payer_uses_a_new_key(toss, toss_payment):
    """Toss repeats its first answer to a key for 15 days."""
    late = paid_at(toss, toss_payment)
    toss.ledger.expire(late["paymentKey"])
    with pytest.raises(GatewayError, match="10 minutes"):
        gateway.confirm(toss_payment, late)

    assert gateway.confirm(toss_payment, paid_at(toss, toss_payment)).result == "captured"


def test_what_was_processed_already_is_looked_up(toss, toss_payment):
    back = paid_at(toss, toss_payment)
    toss.ledger.confirm({**back, "amount": 12000})

    outcome = gateway.confirm(toss_payment, back)

    assert (outcome.result, outcome.amount) == ("captured", PAID)
    assert asked_paths(toss)[-1] == f"GET /v1/payments/orders/{toss_payment.key}"


@pytest.mark.parametrize("mode", ["500", "provider_error", "processing"])
def test_an_unclear_answer_of_toss_is_unknown(toss, toss_payment, mode):
    back = paid_at(toss, toss_payment)
    toss.fail(mode)

    with pytest.raises(OutcomeUnknown):
        confirm_payment(toss_payment, back)

    toss_payment.refresh_from_db()
    assert toss_payment.status == PaymentStatus.UNKNOWN
    assert gateway.confirm(toss_payment, back).result == "captured"


@pytest.mark.parametrize("mode", ["500_after", "lost", "half", "garbage", "list", "redirect"])
def test_money_taken_without_a_readable_answer_is_found(toss, toss_payment, mode):
    toss.fail(mode)

    with pytest.raises(OutcomeUnknown):
        confirm_payment(toss_payment, paid_at(toss, toss_payment))
    look_up(toss_payment, timezone.now() + timedelta(minutes=1))

    toss_payment.refresh_from_db()
    assert (toss_payment.status, toss_payment.captured) == (PaymentStatus.CAPTURED, PAID)
    assert toss_payment.order.status == Status.PAID
    assert len(toss.asked) == 2  # a redirect is not followed: it would send the key along


@pytest.mark.parametrize(("mode", "known"), [("timeout", "open"), ("timeout_after", "captured")])
def test_a_time_out_is_unclear_until_looked_up(toss, toss_payment, monkeypatch, mode, known):
    toss.fail(mode)
    came_back = paid_at(toss, toss_payment)

    with monkeypatch.context() as patch:
        patch.setattr(client, "READ_SECONDS", 0.5)
        with pytest.raises(OutcomeUnknown):
            gateway.confirm(toss_payment, came_back)

    assert gateway.look_up(toss_payment).result == known


def test_a_slow_answer_is_waited_for(toss, toss_payment):
    toss.fail("slow")

    assert gateway.confirm(toss_payment, paid_at(toss, toss_payment)).result == "captured"


def test_toss_gone_is_unclear(toss, toss_payment, settings):
    settings.TOSS_URL = "http://127.0.0.1:9"

    with pytest.raises(OutcomeUnknown):
        gateway.look_up(toss_payment)


def test_a_secret_key_that_cannot_be_sent_is_no_crash(toss, toss_payment, settings):
    settings.TOSS_SECRET_KEY = "열쇠"

    with pytest.raises(GatewayError):
        gateway.look_up(toss_payment)


def test_a_wrong_secret_key_is_a_clear_no(toss, toss_payment, settings):
    settings.TOSS_SECRET_KEY = "another"

    with pytest.raises(GatewayError) as no:
        gateway.confirm(toss_payment, paid_at(toss, toss_payment))

    assert not isinstance(no.value, OutcomeUnknown)
    assert toss.books()[0]["captured"] == 0


def test_a_closed_window_is_looked_up_and_stays_open(toss, toss_payment):
    toss.ledger.open(toss_payment.key, 12000)

    outcome = gateway.confirm(toss_payment, {"code": "PAY_PROCESS_CANCELED", "message": "취소"})

    assert outcome.result == "open"
    assert asked_paths(toss) == [f"GET /v1/payments/orders/{toss_payment.key}"]


def test_saying_that_it_failed_does_not_undo_a_payment(toss, toss_payment):
    gateway.confirm(toss_payment, paid_at(toss, toss_payment))

    assert gateway.confirm(toss_payment, {"code": "PAY_PROCESS_ABORTED"}).result == "captured"


def test_nothing_is_captured_for_an_order_cancelled_in_between(toss, toss_payment, ann):
    back = paid_at(toss, toss_payment)
    move(toss_payment.order, "cancel", by=ann)

    assert confirm_payment(toss_payment, back).status == PaymentStatus.STARTED
    assert toss.books()[0]["captured"] == 0


@pytest.mark.parametrize(
    ("late", "result"), [(timedelta(0), "open"), (timedelta(hours=1), "abandoned")]
)
def test_a_payment_toss_never_saw_is_given_up_with_its_order(toss, toss_payment, late, result):
    toss_payment.order.pay_by -= late

    assert gateway.look_up(toss_payment).result == result


def test_an_expired_payment_is_abandoned(toss, toss_payment):
    toss.ledger.expire(paid_at(toss, toss_payment)["paymentKey"])

    assert gateway.look_up(toss_payment).result == "abandoned"


@pytest.mark.parametrize(
    "odd",
    [
        {"status": "ON_THE_MOON"},
        {"totalAmount": "12000"},
        {"totalAmount": None},
        {"orderId": "another"},
        {"cancels": {"cancelAmount": 1}},
    ],
)
def test_odd_answers_are_not_believed(toss, toss_payment, odd):
    back = paid_at(toss, toss_payment)
    gateway.confirm(toss_payment, back)
    toss_payment.reference = back["paymentKey"]
    toss.ledger.get(back["paymentKey"]).update(odd)

    with pytest.raises(OutcomeUnknown):
        gateway.look_up(toss_payment)


def test_every_call_has_a_row_without_secrets(toss, toss_payment, caplog):
    back = paid_at(toss, toss_payment, "VIRTUAL_ACCOUNT")
    confirm_payment(toss_payment, back)
    toss.fail("lost", on="GET")
    with pytest.raises(OutcomeUnknown):
        gateway.look_up(toss_payment)

    answered, lost = ProviderCall.objects.order_by("pk")
    assert (answered.endpoint, answered.status) == ("POST /v1/payments/confirm", 200)
    assert (lost.status, lost.response, lost.payment) == (
        None,
        '{"error": "ConnectionError"}',
        toss_payment,
    )
    secret = toss.ledger.get(back["paymentKey"])["secret"]
    for hidden in (SECRET_KEY, secret, "X6505636518308", "박토스"):
        assert hidden not in answered.request + answered.response + lost.response + caplog.text
