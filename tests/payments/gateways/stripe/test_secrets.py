"""Values that must not appear anywhere: keys, payment secrets, and the payer's identity."""

import logging
from decimal import Decimal

import pytest

from devtools.stubs.stripe import SECRET_KEY, WEBHOOK_SECRET
from devtools.stubs.stripe.books import PERSON
from payments.gateways.base import GatewayError
from payments.models import ProviderCall, Refund

NEVER = [SECRET_KEY, WEBHOOK_SECRET, "_secret_", "/receipts/", *PERSON.values()]


@pytest.fixture
def call_all(gateway, paid, payment, stripe_stub):
    """Makes every call once, and again with Stripe failing."""

    def calls():
        paid(payment)
        gateway.refund(Refund.objects.create(payment=payment, amount=Decimal(100)))
        gateway.look_up(payment)
        stripe_stub.misbehave("500_after")
        with pytest.raises(GatewayError):
            gateway.look_up(payment)

    return calls


def test_rows_of_calls_have_no_secrets(call_all):
    call_all()

    rows = ProviderCall.objects.values_list("endpoint", "request", "response")
    text = "\n".join("\n".join(row) for row in rows)
    assert rows.count() >= 5
    assert [secret for secret in NEVER if secret in text] == []
    assert "amount_received" in text


def test_logs_have_no_secrets_and_lead_to_no_page(call_all, caplog):
    caplog.set_level(logging.DEBUG)

    call_all()

    text = "\n".join(record.getMessage() for record in caplog.records)
    assert [secret for secret in (*NEVER, "cs_test_") if secret in text] == []


def test_an_error_quotes_nothing_of_the_answer(gateway, paid, payment, stripe_stub):
    paid(payment)
    stripe_stub.misbehave("garbage")

    with pytest.raises(GatewayError) as refused:
        gateway.look_up(payment)

    assert "not json" not in str(refused.value)
    assert refused.value.__suppress_context__
