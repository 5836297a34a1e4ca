"""The comparison of bench.payments finds each kind of disagreement."""

import random
from contextlib import ExitStack
from decimal import Decimal

import pytest

from bench.payments import faulty
from bench.payments_books import disagreements
from bench.payments_shops import open_shop
from core.lifecycle import move
from devtools.stubs.providers import Providers
from payments.models import Payment
from payments.refunds import send_due_refunds
from payments.services import confirm_payment, start_payment
from tests.factories import place

PARTS = {"stripe": Decimal(1000), "paypal": Decimal("1.23"), "toss": Decimal(1000)}


@pytest.fixture
def providers(settings):
    with ExitStack() as stack:
        providers = [stack.enter_context(provider) for provider in faulty(1)]
        for name, value in Providers(*providers).environment.items():
            setattr(settings, name, value)
        yield {provider.code: provider for provider in providers}


@pytest.fixture(params=PARTS)
def shop(request, db, providers, live_server):
    provider = providers[request.param]
    provider.address = live_server.url
    return open_shop(provider, random.Random(1))


@pytest.fixture
def payment(ann, shop):
    order = place(ann, shop.product, fulfilment="pickup")
    start_payment(order, shop.provider.code)
    return order.payments.get()


@pytest.fixture
def paid(payment, shop):
    return confirm_payment(payment, shop.provider.approve(payment))


def test_what_both_know_agrees(shop, paid):
    assert disagreements(shop) == {}


def test_an_unpaid_order_is_not_done(shop, payment):
    assert set(disagreements(shop)) == {"payment still open", "still waiting for payment"}


def test_a_capture_that_we_do_not_know_of_disagrees(shop, paid):
    Payment.objects.update(captured=0)

    assert "captured differs" in disagreements(shop)


def test_money_sent_back_by_hand_disagrees_until_its_message_came(shop, paid):
    shop.courier.bring()
    shop.provider.send_back(paid, PARTS[shop.provider.code])

    assert set(disagreements(shop)) == {"sent back differs"}
    assert shop.courier.bring() == 1
    assert disagreements(shop) == {}


def test_a_refund_disagrees_until_it_was_sent(ann, shop, paid):
    move(paid.order, "cancel", by=ann)

    assert set(disagreements(shop)) == {"still owed"}
    send_due_refunds()
    assert disagreements(shop) == {}


def test_money_kept_without_an_order_disagrees(shop, paid):
    move(paid.order, "cancel", by=paid.order.customer)
    Payment.objects.update(refunded=0)

    assert "money kept for nothing" in disagreements(shop)
