"""Messages of Stripe: signed; delivered once, twice, late or out of order."""

import json
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from devtools.stubs.stripe import signature
from payments.gateways.base import InvalidSignature, OutcomeUnknown, PaymentOutcome


@pytest.fixture
def read(gateway):
    """`read(event)`: as received, signed now."""

    def reads(event, **signed):
        body = json.dumps(event).encode()
        return gateway.read_webhook(body, {"Stripe-Signature": signature(body, **signed)})

    return reads


@pytest.fixture
def event_after(stripe_stub, led, payment):
    """`event_after(how)`: the last event after the payer did so."""

    def last_event(how):
        session = stripe_stub.books_of.objects["cs"][led(payment).session]
        books = stripe_stub.books_of
        if how == "expire":
            books.expire(session)
        else:
            books.pay(session, later=how in {"later", "deposit", "fail_deposit"})
        if how in {"deposit", "fail_deposit", "dispute"}:
            getattr(books, how)(session)
        return books.events[-1]

    return last_event


def test_a_paid_session_is_captured_without_asking_stripe(read, event_after, payment, stripe_stub):
    event = event_after("pay")
    asked = len(stripe_stub.asked)

    webhook = read(event)

    assert (webhook.event_id, webhook.kind) == (event["id"], "checkout.session.completed")
    assert (webhook.payment_key, webhook.session) == (payment.key, payment.session)
    paid = PaymentOutcome("captured", webhook.reference, Decimal(12000), "KRW")
    assert webhook.outcome == replace(paid, payer="ann.payer@example.com")
    assert webhook.reference.startswith("pi_")
    assert len(stripe_stub.asked) == asked


def test_the_message_and_a_look_up_agree(read, event_after, gateway, payment):
    assert read(event_after("pay")).outcome == gateway.look_up(payment)


@pytest.mark.parametrize(
    ("how", "kind", "result"),
    [
        ("expire", "expired", "abandoned"),
        ("deposit", "async_payment_succeeded", "captured"),
        ("fail_deposit", "async_payment_failed", "declined"),
        ("later", "completed", "waiting"),
    ],
)
def test_every_end_of_a_session_has_its_outcome(read, event_after, payment, how, kind, result):
    webhook = read(event_after(how))

    assert webhook.kind == f"checkout.session.{kind}"
    assert (webhook.payment_key, webhook.outcome.result) == (payment.key, result)


def test_a_waiting_payment_has_its_instructions(read, event_after):
    outcome = read(event_after("later")).outcome

    assert "/voucher/" in outcome.note
    assert outcome.due


def test_cents_are_read_as_cents(read, led, dollars, stripe_stub):
    stripe_stub.pay(led(dollars).session)

    outcome = read(stripe_stub.books_of.events[-1]).outcome

    assert (outcome.amount, outcome.currency) == (Decimal("12.50"), "USD")


def test_a_dashboard_refund_is_reported_with_all_refunds(read, paid, payment, stripe_stub):
    intent = paid(payment).reference
    for amount in ("1000", "500"):
        stripe_stub.books_of.refund({"payment_intent": intent, "amount": amount})
    first, second = stripe_stub.books_of.events[-2:]

    late, early = read(second), read(first)

    assert (early.kind, early.payment_key, early.reference) == (
        "charge.refunded",
        payment.key,
        intent,
    )
    assert early.outcome == late.outcome  # complete in either order
    assert sorted(one.amount for one in early.outcome.returned) == [500, 1000]
    assert (early.outcome.result, early.outcome.amount) == ("captured", Decimal(12000))


def test_a_refund_message_is_repeated_if_stripe_does_not_answer(read, paid, payment, stripe_stub):
    stripe_stub.books_of.refund({"payment_intent": paid(payment).reference})
    stripe_stub.misbehave("500")

    with pytest.raises(OutcomeUnknown):
        read(stripe_stub.books_of.events[-1])


def test_a_dispute_of_a_payment_that_is_unknown_here_is_asked_of_nobody(
    read, event_after, stripe_stub
):
    event = event_after("dispute")
    asked = len(stripe_stub.asked)

    webhook = read(event)

    assert (webhook.outcome, webhook.dispute) == (None, None)
    assert webhook.dispute_reference == event["data"]["object"]["id"]
    assert (webhook.reference[:3], len(stripe_stub.asked)) == ("pi_", asked)


def test_another_event_type_is_stored_and_changes_nothing(read, event_after):
    webhook = read({**event_after("pay"), "type": "checkout.session.renamed"})

    assert (webhook.kind, webhook.outcome) == ("checkout.session.renamed", None)


@pytest.mark.parametrize("metadata", [None, {}, {"payment": "x" * 500}])
def test_a_session_of_another_site_on_the_account_has_no_key_of_ours(read, event_after, metadata):
    event = event_after("pay")
    event["data"]["object"].update(client_reference_id="y" * 200, metadata=metadata)

    assert read(event).payment_key == ""


@pytest.mark.parametrize("seconds", [-290, 0])
def test_a_message_is_believed_for_five_minutes(read, event_after, seconds):
    assert read(event_after("pay"), at=time.time() + seconds).outcome


def test_an_old_message_is_forged(read, event_after):
    with pytest.raises(InvalidSignature):
        read(event_after("pay"), at=time.time() - 310)


def test_a_message_signed_by_another_is_forged(read, event_after):
    with pytest.raises(InvalidSignature):
        read(event_after("pay"), secret="whsec_another")


def test_without_a_secret_of_ours_every_message_is_forged(read, event_after, settings):
    settings.STRIPE_WEBHOOK_SECRET = ""

    with pytest.raises(InvalidSignature):
        read(event_after("pay"), secret="")


def test_a_message_altered_by_one_byte_is_forged(gateway, event_after):
    body = json.dumps(event_after("pay")).encode()
    signed = signature(body)
    altered = body.replace(b"12000", b"12001")

    with pytest.raises(InvalidSignature):
        gateway.read_webhook(altered, {"Stripe-Signature": signed})


@pytest.mark.parametrize(
    "header", ["", "t=1", "v1=ab", "t=x,v1=ab", "t=1,v1=\u00e9", "t=" + "9" * 5000 + ",v1=a", ",=,"]
)
def test_a_signature_that_is_none_is_forged(gateway, header):
    with pytest.raises(InvalidSignature):
        gateway.read_webhook(b"{}", {"Stripe-Signature": header})


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"1", b"{}", b'{"id": "evt_1"}', b"\x00"])
def test_a_signed_body_that_is_no_event_is_forged(gateway, body):
    with pytest.raises(InvalidSignature):
        gateway.read_webhook(body, {"Stripe-Signature": signature(body)})


@pytest.mark.parametrize("changed", [{"type": "a\ud800"}, {"data": {"amount_total": "much"}}])
def test_a_signed_message_that_cannot_be_written_down_is_refused(read, event_after, changed):
    event = event_after("pay")
    event["data"]["object"].update(changed.pop("data", {}))

    with pytest.raises(InvalidSignature):
        read({**event, **changed})
