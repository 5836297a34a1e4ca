"""Stripe slow, failing or refusing: unknown is not failed, and nothing is done twice."""

from contextlib import suppress

import pytest

from payments.gateways.base import GatewayError, OutcomeUnknown
from payments.models import ProviderCall

SESSIONS = "POST /v1/checkout/sessions"
BEFORE = ["timeout", "500", "409", "cut", "garbage", "empty", "redirect"]
AFTER = ["timeout_after", "500_after", "cut_after"]


@pytest.mark.parametrize("mode", BEFORE + AFTER)
def test_no_clear_answer_to_a_start_is_unclear_and_asking_again_is_safe(
    gateway, payment, stripe_stub, hasty, mode
):
    stripe_stub.misbehave(mode)
    with hasty(mode), pytest.raises(OutcomeUnknown):
        gateway.start(payment)

    gateway.start(payment)

    assert len(stripe_stub.books_of.objects["cs"]) == 1
    assert not any(call.startswith("GET /elsewhere") for call, *_rest in stripe_stub.asked)


@pytest.mark.parametrize("mode", BEFORE)
def test_no_clear_answer_to_a_look_up_is_unclear_and_the_money_is_found_later(
    gateway, led, payment, stripe_stub, hasty, mode
):
    stripe_stub.pay(led(payment).session)
    stripe_stub.misbehave(mode)
    with hasty(mode), pytest.raises(OutcomeUnknown):
        gateway.look_up(payment)

    assert gateway.look_up(payment).result == "captured"


@pytest.mark.parametrize("mode", BEFORE + AFTER)
def test_no_clear_answer_to_a_closing_is_unclear_and_the_page_is_closed_later(
    gateway, led, over, stripe_stub, hasty, mode
):
    led(over)
    stripe_stub.misbehave(mode, on=f"POST /v1/checkout/sessions/{over.session}/expire")
    with hasty(mode, 1), pytest.raises(OutcomeUnknown):  # after a call that is answered
        gateway.look_up(over)

    assert gateway.look_up(over).result == "abandoned"


def test_a_slow_answer_is_waited_for(gateway, payment, stripe_stub):
    stripe_stub.slow_seconds = 0.2
    stripe_stub.misbehave("slow")

    assert gateway.start(payment).session


def test_a_server_that_is_gone_is_unclear(gateway, payment, stripe_stub):
    stripe_stub.close()

    with pytest.raises(OutcomeUnknown):
        gateway.start(payment)


@pytest.mark.parametrize("mode", ["429", "wrong key", "no such session"])
def test_a_definite_no_is_an_error_that_can_be_shown(gateway, payment, stripe_stub, settings, mode):
    if mode == "429":
        stripe_stub.misbehave("429")
    elif mode == "wrong key":
        settings.STRIPE_SECRET_KEY = "sk_test_another"
    else:
        payment.session = "cs_test_unknown"

    with pytest.raises(GatewayError, match="choose another way") as refused:
        gateway.start(payment)

    assert type(refused.value) is GatewayError


def test_a_session_named_by_a_stranger_stays_within_its_address(gateway, payment, stripe_stub):
    payment.session = "../refunds?x=/"

    with pytest.raises(GatewayError):
        gateway.look_up(payment)

    assert stripe_stub.asked[0][0] == "GET /v1/checkout/sessions/..%2Frefunds%3Fx%3D%2F"


def test_nothing_is_tried_again_behind_our_back(gateway, payment, stripe_stub):
    stripe_stub.misbehave("500", times=9)

    with pytest.raises(OutcomeUnknown):
        gateway.start(payment)

    assert len(stripe_stub.asked) == 1


def test_every_call_leaves_a_row_answered_or_not(gateway, payment, stripe_stub, hasty):
    for mode in ("timeout", "500", "ok"):
        stripe_stub.misbehave(mode)
        with hasty(mode), suppress(OutcomeUnknown):
            gateway.start(payment)

    rows = ProviderCall.objects.order_by("pk")
    assert [(row.endpoint, row.status, row.payment) for row in rows] == [
        (SESSIONS, None, payment),
        (SESSIONS, 500, payment),
        (SESSIONS, 200, payment),
    ]
    assert "APIConnectionError" in rows[0].response
    assert payment.order.number in rows[2].request
