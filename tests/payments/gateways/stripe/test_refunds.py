"""Refunds through Stripe: sent once, however often requested."""

from decimal import Decimal

import pytest

from payments.gateways.base import Final, GatewayError, OutcomeUnknown
from payments.models import Refund

REFUNDS = "POST /v1/refunds"


@pytest.fixture
def refund(paid, payment):
    """2,500 of the 12,000 KRW that Ann paid."""
    paid(payment)
    return Refund.objects.create(payment=payment, amount=Decimal(2500))


@pytest.fixture
def sent(gateway, stripe_stub):
    """`sent(refund)`: retried as the service does, with one more attempt counted."""

    def sends(refund):
        try:
            return gateway.refund(refund)
        finally:
            refund.attempts += 1

    return sends


def refunds_in(stub):
    return [(one["amount"], one["status"]) for one in stub.books_of.objects["re"].values()]


def test_a_refund_goes_with_its_amount_and_keys(gateway, refund, stripe_stub):
    reference = gateway.refund(refund)

    _call, form, headers = stripe_stub.asked[-1]
    assert form == {
        "payment_intent": refund.payment.reference,
        "amount": "2500",
        "metadata[refund]": refund.key,
        "metadata[payment]": refund.payment.key,
    }
    assert headers["Idempotency-Key"] == refund.key
    assert reference in stripe_stub.books_of.objects["re"]


def test_cents_go_back_as_cents(gateway, paid, dollars, stripe_stub):
    paid(dollars)

    gateway.refund(Refund.objects.create(payment=dollars, amount=Decimal("0.05")))

    assert refunds_in(stripe_stub) == [(5, "succeeded")]


def test_two_concurrent_calls_are_one_refund(gateway, refund, stripe_stub):
    first, second = gateway.refund(refund), gateway.refund(refund)

    assert first == second
    assert refunds_in(stripe_stub) == [(2500, "succeeded")]


@pytest.mark.parametrize("keys", ["known", "purged"])
@pytest.mark.parametrize("mode", ["timeout_after", "500_after", "cut_after"])
def test_a_refund_whose_answer_was_lost_is_not_sent_again(
    sent, refund, stripe_stub, hasty, mode, keys
):
    stripe_stub.misbehave(mode, on=REFUNDS)
    with hasty(mode, 1), pytest.raises(OutcomeUnknown):  # after calls that are answered
        sent(refund)
    if keys == "purged":
        stripe_stub.api.expire_keys()

    reference = sent(refund)

    assert list(stripe_stub.books_of.objects["re"]) == [reference]


def test_a_refund_that_never_arrived_is_sent_at_the_next_try(sent, refund, stripe_stub):
    stripe_stub.misbehave("500", on=REFUNDS)
    with pytest.raises(OutcomeUnknown):
        sent(refund)

    sent(refund)

    assert refunds_in(stripe_stub) == [(2500, "succeeded")]


def test_a_refund_that_failed_at_stripe_is_retried(sent, refund, stripe_stub, gateway):
    stripe_stub.books_of.refund_status = "failed"
    with pytest.raises(Final, match="reported lost or stolen"):
        sent(refund)
    stripe_stub.books_of.refund_status = "succeeded"

    reference = sent(refund)

    assert refunds_in(stripe_stub) == [(2500, "failed"), (2500, "succeeded")]
    assert [one.reference for one in gateway.look_up(refund.payment).returned] == [reference]


def test_a_pending_refund_counts_as_sent(gateway, refund, stripe_stub):
    stripe_stub.books_of.refund_status = "pending"

    assert gateway.refund(refund).startswith("re_")
    assert [one.amount for one in gateway.look_up(refund.payment).returned] == [Decimal(2500)]


def test_more_than_is_left_is_refused(gateway, refund, stripe_stub):
    refund.amount = Decimal(12001)

    with pytest.raises(GatewayError):
        gateway.refund(refund)

    assert refunds_in(stripe_stub) == []


def test_a_payment_sent_back_already_says_so(gateway, refund, stripe_stub):
    stripe_stub.books_of.refund({"payment_intent": refund.payment.reference})

    with pytest.raises(GatewayError, match="already"):
        gateway.refund(refund)


def test_every_refund_is_returned_ours_and_the_dashboards(gateway, refund, stripe_stub):
    ours = gateway.refund(refund)
    for _time in range(120):
        stripe_stub.books_of.refund({"payment_intent": refund.payment.reference, "amount": "10"})

    returned = gateway.look_up(refund.payment).returned

    assert len(returned) == 121
    assert {one.key for one in returned if one.reference == ours} == {refund.key}
    assert {one.key for one in returned if one.reference != ours} == {""}
    assert sum(one.amount for one in returned) == Decimal(3700)


def test_a_payment_without_refunds_is_one_call(gateway, refund, stripe_stub):
    asked = len(stripe_stub.asked)

    assert gateway.look_up(refund.payment).returned == ()
    assert len(stripe_stub.asked) == asked + 1
