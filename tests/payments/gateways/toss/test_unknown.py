"""A confirmation that Toss never received: only we can still capture what the payer agreed to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from orders.statuses import Status
from payments.gateways.base import OutcomeUnknown
from payments.lifecycle import PaymentStatus
from payments.polling import look_up
from payments.services import confirm_payment


@pytest.fixture
def unconfirmed(toss, toss_payment):
    """The payer agreed and returned; our call was lost."""
    toss.fail("500")
    with pytest.raises(OutcomeUnknown):
        confirm_payment(toss_payment, toss.pay(toss_payment.key, 12000))
    toss_payment.refresh_from_db()
    assert toss_payment.status == PaymentStatus.UNKNOWN
    return toss_payment


def ask_again(payment, after=timedelta(minutes=1)):
    look_up(payment, timezone.now() + after)
    payment.refresh_from_db()
    payment.order.refresh_from_db()


def confirmations(toss):
    return [key for method, path, _body, key in toss.asked if path.endswith("/confirm")]


def test_it_is_confirmed_again_with_the_same_key(toss, unconfirmed):
    ask_again(unconfirmed)

    assert unconfirmed.status == PaymentStatus.CAPTURED
    assert unconfirmed.order.status == Status.PAID
    first, second = confirmations(toss)
    assert first == second


def test_a_payment_in_progress_at_toss_stays_unknown(toss, unconfirmed):
    toss.fail("processing")

    ask_again(unconfirmed)
    assert unconfirmed.status == PaymentStatus.UNKNOWN

    ask_again(unconfirmed, timedelta(minutes=5))
    assert unconfirmed.status == PaymentStatus.CAPTURED


def test_for_an_order_that_is_over_nothing_is_taken(toss, unconfirmed):
    move(unconfirmed.order, "expire", by=SYSTEM, now=timezone.now() + timedelta(hours=1))

    ask_again(unconfirmed)

    assert unconfirmed.status != PaymentStatus.CAPTURED
    assert len(confirmations(toss)) == 1
    assert toss.ledger.by_order(unconfirmed.key)["status"] == "IN_PROGRESS"


def test_another_amount_under_our_name_is_never_taken(toss, unconfirmed):
    toss.ledger.by_order(unconfirmed.key)["totalAmount"] = 100

    ask_again(unconfirmed)

    assert unconfirmed.status == PaymentStatus.UNKNOWN
    assert toss.ledger.by_order(unconfirmed.key)["status"] == "IN_PROGRESS"


def test_a_payment_that_is_not_unknown_is_only_looked_up(toss, toss_payment):
    toss.pay(toss_payment.key, 12000)  # the payer is still returning, and may change their mind

    ask_again(toss_payment, timedelta(hours=1))

    assert toss_payment.status == PaymentStatus.STARTED
    assert confirmations(toss) == []
