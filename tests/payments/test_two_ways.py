"""One order, two tabs, two providers: it is paid once, and the second payment is refunded."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from devtools.stubs.paypal import CLIENT_ID, CLIENT_SECRET, PayPalStub
from orders.models import Order
from payments.gateways.paypal.api import api_of
from payments.models import Payment
from payments.refunds import send_due_refunds
from payments.services import confirm_payment, start_payment
from tests.factories import ProductFactory, place
from tests.racing import losers, together

ROUNDS = 12
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paypal(settings):
    api_of.cache_clear()
    with PayPalStub() as stub:
        settings.PAYPAL_URL = stub.url
        settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        yield stub


@pytest.fixture
def two_tabs(stripe_stub, paypal, ann, store):
    """`two_tabs()`: Ann has paid at Stripe and approved at PayPal, and has not returned yet."""
    store.currency = "USD"
    store.save(update_fields=["currency"])
    product = ProductFactory(store=store, price=Decimal(12))

    def opened():
        order = place(ann, product, fulfilment="pickup")
        for code in ("stripe", "paypal"):
            start_payment(order, code)
        at_stripe, at_paypal = (order.payments.get(gateway=code) for code in ("stripe", "paypal"))
        stripe_stub.pay(at_stripe.session)
        paypal.ledger.approve(at_paypal.session)
        return order, at_stripe, at_paypal

    return opened


def coming_back(payment):
    return partial(_confirm, payment.pk, {"token": payment.session})


def _confirm(pk, returned):
    return confirm_payment(Payment.objects.get(pk=pk), returned).status


def amounts_at(stub, payment):
    """What the provider captured in all, and what of it is not refunded."""
    entry = stub.books()[payment.key]
    return entry["captured"], entry["captured"] - entry["refunded"]


def test_returning_from_two_providers_concurrently_pays_once(two_tabs, stripe_stub, paypal):
    for _round in range(ROUNDS):
        order, at_stripe, at_paypal = two_tabs()

        assert not losers(together(coming_back(at_stripe), coming_back(at_paypal)))

        send_due_refunds()
        assert (
            amounts_at(stripe_stub, at_stripe)[1] + amounts_at(paypal, at_paypal)[1] == order.total
        )
        assert Order.objects.get(pk=order.pk).status == "paid"
        assert order.history.filter(verb="pay").count() == 1


def test_what_is_charged_while_the_other_is_written_down_goes_back(two_tabs, stripe_stub, paypal):
    order, at_stripe, at_paypal = two_tabs()

    def paid_at_stripe_first(path):
        if path.endswith("/capture"):
            coming_back(at_stripe)()
            connection.close()

    paypal.choose = paid_at_stripe_first

    assert coming_back(at_paypal)() == "captured"
    send_due_refunds()
    assert amounts_at(stripe_stub, at_stripe) == (order.total, order.total)
    assert amounts_at(paypal, at_paypal) == (order.total, 0)


def test_an_order_paid_at_another_gateway_is_not_charged_again(two_tabs, stripe_stub, paypal):
    order, at_stripe, at_paypal = two_tabs()

    coming_back(at_stripe)()

    assert coming_back(at_paypal)() == "abandoned"
    assert amounts_at(stripe_stub, at_stripe) == (order.total, order.total)
    assert amounts_at(paypal, at_paypal) == (0, 0)


def test_clicks_on_a_way_to_pay_open_one_payment(stripe_stub, ann, store):
    order = place(ann, ProductFactory(store=store), fulfilment="pickup")

    urls = together(*[partial(_start, order.pk)] * 4)

    assert _start(order.pk) in urls
    assert order.payments.count() == len(stripe_stub.books()) == 1


def _start(pk):
    return start_payment(Order.objects.get(pk=pk), "stripe")
