from decimal import Decimal

import pytest

from devtools.stubs.paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, PayPalStub
from payments.gateways.paypal import PayPalGateway
from payments.gateways.paypal.api import api_of
from payments.models import Refund
from payments.services import start_payment
from tests.factories import place


@pytest.fixture
def paypal(settings):
    api_of.cache_clear()
    with PayPalStub() as stub:
        settings.PAYPAL_URL = stub.url
        settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.PAYPAL_WEBHOOK_ID = WEBHOOK_ID
        yield stub


@pytest.fixture
def gateway(paypal):
    return PayPalGateway()


@pytest.fixture
def bill(ann, noodles):
    """`bill(currency, price)`: a PayPal payment of an order, not started yet."""

    def billed(currency="USD", price="12.50"):
        noodles.price = Decimal(price)
        noodles.save(update_fields=["price"])
        noodles.section.store.currency = currency
        noodles.section.store.save(update_fields=["currency"])
        order = place(ann, noodles, fulfilment="pickup")
        return order.payments.create(gateway="paypal", amount=order.total, currency=order.currency)

    return billed


@pytest.fixture
def payment(bill, paypal):
    """12.50 USD, whose payer is at PayPal."""
    payment = bill()
    start_payment(payment.order, "paypal")
    payment.refresh_from_db()
    return payment


@pytest.fixture
def approved(paypal, payment):
    paypal.ledger.approve(payment.session)
    return payment


@pytest.fixture
def captured(gateway, approved):
    outcome = gateway.confirm(approved, {"token": approved.session})
    approved.captured, approved.reference = outcome.amount, outcome.reference
    approved.save(update_fields=["captured", "reference"])
    return approved


@pytest.fixture
def create_refund(captured):
    """`create_refund(amount)`: a refund to send."""

    def owed(amount="5.00"):
        return Refund.objects.create(payment=captured, amount=Decimal(amount), reason="Sold out")

    return owed


@pytest.fixture
def send_back_by_hand(paypal):
    """`send_back_by_hand(value)`: a refund in PayPal's dashboard."""

    def sent(value):
        (capture_id,) = paypal.ledger.captures
        amount = {"currency_code": "USD", "value": value}
        return paypal.ledger.refund(capture_id, {"amount": amount})

    return sent
