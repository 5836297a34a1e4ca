"""Virtual accounts: the payer sends the money later, from a bank."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.reasons import words_of
from orders.statuses import Status
from payments.gateways.base import Final
from payments.gateways.toss import TossGateway
from payments.lifecycle import PaymentStatus
from payments.models import Refund
from payments.refunds import create_refund, send_due_refunds
from payments.services import confirm_payment
from payments.webhooks import receive
from tests.payments.gateways.toss.test_webhooks import deposit_message, status_message

gateway = TossGateway()


@pytest.fixture
def account(toss, toss_payment):
    """The payer was given a virtual account for it."""
    back = toss.pay(toss_payment.key, 12000, "VIRTUAL_ACCOUNT")
    confirm_payment(toss_payment, back)
    return toss.ledger.get(back["paymentKey"])


def test_the_payer_reads_where_to_send_it_until_when(toss, toss_payment):
    back = toss.pay(toss_payment.key, 12000, "VIRTUAL_ACCOUNT")

    outcome = gateway.confirm(toss_payment, back)

    assert (outcome.result, words_of(outcome.note)) == ("waiting", "Woori Bank X6505636518308")
    assert words_of(outcome.note, "ko") == "우리은행 X6505636518308"
    assert timedelta(hours=23) < outcome.due - timezone.now() <= timedelta(hours=24)


def test_a_bank_without_a_name_goes_by_its_code(toss, toss_payment, account):
    account["virtualAccount"]["bankCode"] = "77"

    note = gateway.look_up(toss_payment).note
    assert words_of(note) == "bank 77 X6505636518308"
    assert words_of(note, "ko") == "은행(코드 77) X6505636518308"


def test_a_due_time_without_a_zone_is_korean(toss_payment, account):
    account["virtualAccount"]["dueDate"] = "2030-01-02T09:00:00"

    due = gateway.look_up(toss_payment).due

    assert due == datetime.fromisoformat("2030-01-02T00:00:00+00:00")


def test_no_order_is_held_for_the_months_a_payer_may_choose_at_toss(toss, toss_payment):
    back = toss.pay(toss_payment.key, 12000, "VIRTUAL_ACCOUNT", hours=90 * 24)

    confirm_payment(toss_payment, back)

    order = toss_payment.order
    assert (toss_payment.status, order.pay_by) == ("waiting", order.placed_at + timedelta(days=7))


def test_the_order_waits_for_the_deposit_and_is_paid_by_it(toss, toss_payment, account):
    toss_payment.refresh_from_db()
    assert toss_payment.status == PaymentStatus.WAITING
    assert toss_payment.order.pay_by > timezone.now() + timedelta(hours=23)

    toss.deposit(account["paymentKey"])
    receive("toss", deposit_message(account), {})

    toss_payment.refresh_from_db()
    assert (toss_payment.status, toss_payment.captured) == (PaymentStatus.CAPTURED, 12000)
    toss_payment.order.refresh_from_db()
    assert toss_payment.order.status == Status.PAID


def test_both_messages_of_one_deposit_capture_once(toss, toss_payment, account):
    toss.deposit(account["paymentKey"])

    for message in (deposit_message(account), status_message(account), deposit_message(account)):
        receive("toss", message, {})

    assert toss_payment.webhooks.count() == 2
    assert toss_payment.history.filter(verb="capture").count() == 1


def test_an_account_closed_before_a_deposit_is_abandoned(toss, toss_payment, account):
    toss.ledger.cancel(account["paymentKey"], {"cancelReason": "입금 전 취소"})

    assert gateway.look_up(toss_payment).result == "abandoned"
    assert toss.books()[0]["refunded"] == 0


def test_a_refund_needs_the_payers_account_and_says_so(toss, toss_payment, account):
    toss.deposit(account["paymentKey"])
    confirm_payment(toss_payment, {})
    refund = Refund.objects.create(payment=toss_payment, amount=12000)

    with pytest.raises(Final, match="bank account"):
        gateway.refund(refund)

    assert toss.books()[0]["refunded"] == 0


def test_a_refund_by_hand_in_the_dashboard_settles_it(toss, toss_payment, account):
    toss.deposit(account["paymentKey"])
    confirm_payment(toss_payment, {})

    toss.refund_in_dashboard(account["paymentKey"], 5000)
    receive("toss", status_message(account), {})

    refund = Refund.objects.get()
    assert (refund.amount, refund.status, refund.reference) == (
        5000,
        "sent",
        account["cancels"][0]["transactionKey"],
    )


def test_what_waits_for_the_payers_account_is_settled_by_the_dashboard(toss, toss_payment, account):
    toss.deposit(account["paymentKey"])
    confirm_payment(toss_payment, {})
    create_refund(toss_payment, "Sold out", limit=Decimal(5000))
    send_due_refunds()
    assert Refund.objects.get().status == "failed"

    toss.refund_in_dashboard(account["paymentKey"], 5000)
    receive("toss", status_message(account), {})

    assert Refund.objects.get().status == "sent"


def test_an_account_beyond_the_limit_has_the_usual_time_only(toss, toss_payment, settings):
    settings.HOLDS_PER_STORE = 0
    back = toss.pay(toss_payment.key, 12000, "VIRTUAL_ACCOUNT")

    confirm_payment(toss_payment, back)

    assert (toss_payment.status, toss_payment.order.is_hold) == ("waiting", False)


def test_no_account_is_offered_where_the_order_may_not_wait(client, ann, toss_payment, settings):
    client.force_login(ann)
    page = reverse("payments:toss", args=[toss_payment.key])
    assert b"VIRTUAL_ACCOUNT" in client.get(page).content
    settings.HOLDS_PER_STORE = 0

    response = client.get(page)

    assert b"VIRTUAL_ACCOUNT" not in response.content
    assert b'data-toss-method="CARD"' in response.content
