"""PayPal never received our capture call: a look-up decides about what the payer approved."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.lifecycle import move
from orders.models import Order
from orders.services import expire_unpaid_orders
from payments.gateways.base import OutcomeUnknown
from payments.gateways.paypal import gateway as paypal_gateway
from payments.models import Payment
from payments.polling import look_up_due_payments, look_up_open_payments
from payments.recording import mark_unknown
from payments.services import confirm_payment
from tests.racing import losers, together


@pytest.fixture
def unconfirmed(paypal, approved):
    """Ann approved and returned; our capture call was lost."""
    paypal.trouble("cut", on="/capture")
    with pytest.raises(OutcomeUnknown):
        confirm_payment(approved, {"token": approved.session})
    return Payment.objects.select_related("order").get()


def state(payment):
    payment.refresh_from_db()
    return payment.status, Order.objects.get(pk=payment.order_id).status


def captures(paypal):
    return [call for call in paypal.asked if call[1].endswith("/capture")]


def test_it_is_captured_by_the_same_call_while_the_order_waits(paypal, unconfirmed):
    assert state(unconfirmed) == ("unknown", "pending")

    look_up_due_payments()

    assert state(unconfirmed) == ("captured", "paid")
    assert len(paypal.ledger.captures) == 1
    assert {call[2]["PayPal-Request-Id"] for call in captures(paypal)} == {
        f"{unconfirmed.key}-capture"
    }


@pytest.mark.parametrize("fault", ["cut", "cut_after", "500", "ORDER_COMPLETION_IN_PROGRESS"])
def test_it_is_retried_until_paypal_answers(paypal, unconfirmed, fault):
    paypal.trouble(fault, times=2, on="/capture")
    now = timezone.now()

    for _minute in range(12):
        look_up_due_payments(now)
        now += timedelta(minutes=1)

    assert state(unconfirmed) == ("captured", "paid")
    assert len(paypal.ledger.captures) == 1


def test_a_card_declined_then_ends_the_unknown_state(paypal, unconfirmed):
    paypal.ledger.declining.add(unconfirmed.session)

    look_up_due_payments()

    assert state(unconfirmed) == ("declined", "pending")


@pytest.mark.parametrize("end", ["cancel", "expire"])
def test_nothing_is_captured_for_an_order_that_is_over(paypal, unconfirmed, ann, end, monkeypatch):
    if end == "cancel":
        move(unconfirmed.order, "cancel", by=ann)
    else:
        expire_unpaid_orders(unconfirmed.order.pay_by + timedelta(seconds=1))
    look_up_open_payments(unconfirmed.order)
    assert state(unconfirmed)[0] == "unknown"  # PayPal may still be processing it

    monkeypatch.setattr(paypal_gateway, "SLOWEST_CAPTURE", timedelta(0))
    look_up_due_payments(timezone.now() + timedelta(hours=1))

    assert state(unconfirmed)[0] == "abandoned"
    assert len(captures(paypal)) == 1
    assert not paypal.ledger.captures


def test_an_unknown_state_from_a_clock_that_ran_ahead_still_ends(paypal, approved, ann):
    mark_unknown(approved, timezone.now() + timedelta(days=1))
    move(approved.order, "cancel", by=ann)

    look_up_due_payments(timezone.now() + timedelta(days=1, hours=1))

    assert state(approved)[0] == "abandoned"


def test_returning_does_not_end_the_unknown_state(paypal, unconfirmed, ann):
    move(unconfirmed.order, "cancel", by=ann)

    with pytest.raises(OutcomeUnknown):
        confirm_payment(unconfirmed, {"token": unconfirmed.session})

    assert state(unconfirmed)[0] == "unknown"


def test_what_paypal_was_still_at_is_found_and_goes_back(paypal, unconfirmed, ann):
    move(unconfirmed.order, "cancel", by=ann)
    look_up_open_payments(unconfirmed.order)
    paypal.ledger.capture(unconfirmed.session)

    look_up_due_payments(timezone.now() + timedelta(hours=1))

    assert state(unconfirmed) == ("captured", "cancelled")
    assert unconfirmed.refunded == unconfirmed.captured == unconfirmed.amount


def test_what_was_approved_for_an_order_over_was_never_paid(paypal, approved, ann):
    move(approved.order, "cancel", by=ann)

    look_up_open_payments(approved.order)

    assert state(approved)[0] == "abandoned"
    assert not paypal.ledger.captures


@pytest.mark.django_db(transaction=True)
def test_looking_up_against_coming_back_captures_once(paypal, unconfirmed):
    def come_back():
        return confirm_payment(Payment.objects.get(), {"token": unconfirmed.session}).status

    results = together(look_up_due_payments, come_back, look_up_due_payments)

    assert not losers(results), results
    assert state(unconfirmed) == ("captured", "paid")
    assert len(paypal.ledger.captures) == 1
    assert unconfirmed.history.filter(verb="capture").count() == 1
