from contextlib import contextmanager

import pytest

from devtools.stubs.stripe import SECRET_KEY, WEBHOOK_SECRET, StripeStub
from payments.gateways.stripe import client
from payments.services import confirm_payment, start_payment
from tests.factories import place
from tests.orders.conftest import overhear  # noqa: F401
from tests.payments.disputing import Disputing


@pytest.fixture
def order(ann, noodles):
    return place(ann, noodles)


@pytest.fixture
def payment(order):
    start_payment(order, "sandbox")
    return order.payments.get()


@pytest.fixture
def stripe_payment(order, stripe_stub):
    """A payment of 12,000 KRW whose payer is on Stripe's page."""
    start_payment(order, "stripe")
    return order.payments.get()


@pytest.fixture
def paid(stripe_stub, stripe_payment):
    """The same, paid and captured here."""
    stripe_stub.pay(stripe_payment.session)
    return confirm_payment(stripe_payment, {})


@pytest.fixture
def stripe_stub(db, settings):
    with StripeStub() as stub:
        settings.STRIPE_URL = stub.url
        settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = SECRET_KEY, WEBHOOK_SECRET
        yield stub


@pytest.fixture
def disputing(stripe_stub, paid):
    """The payer of `paid` may dispute it at Stripe."""
    return Disputing(stripe_stub, paid)


@pytest.fixture
def hasty(monkeypatch):
    """`with hasty(mode):` a call that gets no answer is soon given up; all others have the time of a site."""

    @contextmanager
    def limited(mode, seconds=0.5):
        with monkeypatch.context() as patch:
            if mode.startswith("timeout"):
                patch.setattr(client, "READ_SECONDS", seconds)
            yield

    return limited
