from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from payments.gateways.stripe import StripeGateway
from payments.models import Payment


@pytest.fixture
def gateway(stripe_stub):
    return StripeGateway()


@pytest.fixture
def payment(order):
    """12,000 KRW at Stripe."""
    return Payment.objects.create(order=order, gateway="stripe", amount=order.total, currency="KRW")


@pytest.fixture
def over(payment):
    """Ann's time to pay has passed."""
    payment.order.pay_by = timezone.now() - timedelta(seconds=1)
    return payment


@pytest.fixture
def dollars(order):
    """12.50 USD at Stripe."""
    return Payment.objects.create(
        order=order, gateway="stripe", amount=Decimal("12.50"), currency="USD"
    )


@pytest.fixture
def led(gateway):
    """`led(payment)`: started as the service does, the session stored; returns where the payer goes."""

    def leads(payment):
        started = gateway.start(payment)
        payment.session = started.session
        payment.save(update_fields=["session"])
        return started

    return leads


@pytest.fixture
def paid(gateway, led, stripe_stub):
    """`paid(payment)`: started and paid; returns the outcome, whose reference the payment stores."""

    def pays(payment):
        stripe_stub.pay(led(payment).session)
        outcome = gateway.confirm(payment, {})
        payment.reference = outcome.reference
        payment.save(update_fields=["reference"])
        return outcome

    return pays
