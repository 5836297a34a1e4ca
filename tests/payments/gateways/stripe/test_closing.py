"""Orders that are over, and money that comes later than the payer."""

from datetime import timedelta

from django.utils import timezone

from core.reasons import words_of
from payments.gateways.base import PaymentOutcome


def test_a_page_still_open_for_an_order_that_is_over_is_closed(gateway, led, over, stripe_stub):
    led(over)

    assert gateway.look_up(over) == PaymentOutcome("abandoned")
    assert stripe_stub.session_of(over)["status"] == "expired"


def test_an_order_is_not_paid_at_two_gateways(gateway, led, payment, stripe_stub):
    led(payment)
    payment.order.status = "paid"

    assert gateway.look_up(payment) == PaymentOutcome("abandoned")


def test_money_that_came_before_the_page_was_closed_is_found(gateway, led, over, stripe_stub):
    stripe_stub.pay(led(over).session)

    assert gateway.look_up(over).result == "captured"


def test_a_page_paid_at_the_very_moment_it_is_closed_is_captured(gateway, led, over, stripe_stub):
    led(over)
    really_expire = stripe_stub.books_of.expire

    def paid_first(session):
        stripe_stub.books_of.pay(session)
        return really_expire(session)

    stripe_stub.books_of.expire = paid_first

    assert gateway.look_up(over).result == "captured"


def test_an_order_over_that_never_reached_stripe_is_abandoned(gateway, over):
    assert gateway.look_up(over) == PaymentOutcome("abandoned")


def test_a_transfer_is_waited_for_with_the_way_to_send_it(gateway, led, payment, stripe_stub):
    stripe_stub.pay(led(payment).session, "later")

    outcome = gateway.confirm(payment, {})

    assert outcome.result == "waiting"
    assert words_of(outcome.note).startswith(f"How to pay: {stripe_stub.url}/voucher/pi_")
    assert timedelta(days=2) < outcome.due - timezone.now() <= timedelta(days=3)


def test_a_transfer_that_never_came_is_declined_with_its_reason(gateway, led, payment, stripe_stub):
    stripe_stub.pay(led(payment).session, "later")

    stripe_stub.books_of.fail_deposit(stripe_stub.session_of(payment))

    assert gateway.look_up(payment) == PaymentOutcome(
        "declined", reason="The voucher was not paid in time."
    )
