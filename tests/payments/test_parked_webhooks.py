"""Messages that arrive before their payment exists: stored, retried, and matched."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.stubs.stripe import signature
from orders.models import Order
from payments.models import Payment, WebhookEvent
from payments.webhooks import FIRST_WAIT, GIVEN_UP, receive, retry_parked

LATER = timedelta(days=1)


@pytest.fixture
def message_of(stripe_stub, stripe_payment):
    """`message_of(key)`: a message of a paid session that has this key."""
    if not stripe_stub.books_of.events:
        stripe_stub.pay(stripe_payment.session)
    event = stripe_stub.books_of.events[-1]

    def build(key="early"):
        about = {**event["data"]["object"], "id": f"cs_{key}", "metadata": {"payment": key}}
        about["payment_intent"] = f"pi_{key}"
        return {**event, "id": f"evt_{key}", "data": {"object": about}}

    return build


def take(event):
    body = json.dumps(event).encode()
    return receive("stripe", body, {"Stripe-Signature": signature(body)})


@pytest.fixture
def parked(stripe_stub, stripe_payment):
    """The payment's own message, received before the payment was known."""
    key, session = stripe_payment.key, stripe_payment.session
    Payment.objects.filter(pk=stripe_payment.pk).update(key="not yet", session="not yet")
    stripe_stub.pay(session)
    event = take(stripe_stub.books_of.events[-1])
    Payment.objects.filter(pk=stripe_payment.pk).update(key=key, session=session)
    return event


def test_a_message_without_its_payment_waits(parked):
    assert (parked.payment, parked.acted_at, parked.attempts) == (None, None, 1)
    assert parked.next_try_at == parked.received_at + FIRST_WAIT
    assert Order.objects.get().status == "pending"


def test_it_is_found_at_the_next_try(parked, stripe_payment):
    assert retry_parked(parked.next_try_at) == 1

    parked.refresh_from_db()
    assert (parked.payment, parked.next_try_at) == (stripe_payment, None)
    assert Order.objects.get().status == "paid"
    assert retry_parked(timezone.now() + LATER) == 0


def test_it_is_not_tried_before_its_time(parked):
    assert retry_parked(parked.received_at) == 0


def test_a_copy_that_comes_when_the_payment_is_there_is_acted_on(parked, stripe_stub):
    take(stripe_stub.books_of.events[-1])

    parked.refresh_from_db()
    assert (parked.attempts, parked.next_try_at) == (1, None)
    assert Order.objects.get().status == "paid"


def test_it_waits_longer_each_time_and_is_given_up_after_days(message_of):
    event, waits = take(message_of()), []
    while event.next_try_at:
        tried = event.next_try_at
        assert retry_parked(tried) == 0
        event.refresh_from_db()
        waits.append(event.next_try_at - tried if event.next_try_at else None)

    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert event.received_at + GIVEN_UP <= tried <= event.received_at + GIVEN_UP * 1.1
    assert event.acted_at is None


@pytest.mark.parametrize("mode", ["500", "garbage", "cut"])
def test_one_that_cannot_be_asked_about_holds_up_no_other(parked, message_of, stripe_stub, mode):
    take(message_of("stranger"))
    stripe_stub.misbehave(mode)

    assert retry_parked(parked.next_try_at + LATER) == 0

    assert set(WebhookEvent.objects.values_list("attempts", flat=True)) == {2}
    assert retry_parked(timezone.now() + 2 * LATER) == 1
    assert Order.objects.get().status == "paid"


def test_one_of_a_provider_that_was_switched_off_waits_on(parked, settings):
    settings.STRIPE_SECRET_KEY = ""

    assert retry_parked(parked.next_try_at) == 0

    parked.refresh_from_db()
    assert (parked.attempts, parked.acted_at) == (2, None)


@pytest.mark.parametrize("key", ["x" * 300, "\u0000", "", "é" * 41])
def test_a_name_that_none_of_our_payments_can_have_is_no_error(message_of, key):
    odd = message_of(key)
    odd["data"]["object"]["payment_intent"] = (
        "pi_odd"  # of money with an odd name nothing is believed
    )
    event = take({**odd, "id": "evt_odd"})

    assert (event.payment, event.payment_key) == (None, "")
    assert retry_parked(timezone.now() + LATER) == 0
