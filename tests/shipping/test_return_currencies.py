"""A product sold on its page and half returned, in currencies that providers count in their own ways."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from orders.models import Order
from payments.models import Refund
from payments.services import confirm_payment
from shipping.models import Carrier, Rate, ReturnTerms
from shipping.services import send
from tests.factories import ProductFactory
from tests.job_runner import run_jobs
from tests.landing.test_order import bought
from tests.page_factories import published_page
from tests.payments.conftest import stripe_stub  # noqa: F401
from tests.payments.gateways.paypal.conftest import paypal  # noqa: F401
from tests.shipping.return_world import requested, walked

# Currency: a price of which a third is no whole unit, the cost of sending, the postage of a return.
PRICES = {
    "HUF": ("4999", "1001", "777"),
    "TWD": ("805", "91", "77"),
    "JPY": ("1999", "501", "333"),
    "BHD": ("5.12", "1.33", "0.77"),
}
WAYS = [(way, currency) for way in ("paypal", "stripe") for currency in ("HUF", "TWD", "JPY")]


@pytest.fixture
def sell(client, store, request):
    """`sell(way, currency)`: three pieces bought by a guest, paid at the provider's stub, and delivered."""

    def sold(way, currency):
        price, sending, postage = map(Decimal, PRICES[currency])
        store.currency = currency
        store.save(update_fields=["currency"])
        Rate.objects.filter(zone__store=store).update(price=sending)
        ReturnTerms.objects.create(store=store, postage=postage)
        product = ProductFactory(store=store, price=price, stock=5)
        page = published_page(store, [product])
        bought(client, order_url(page), f"v{page.variants.get().pk}", 3, payment=way)
        payment = Order.objects.get().payments.get()
        confirm_payment(payment, PAY[way](request, payment))
        return delivered(Order.objects.get(), store)

    return sold


def pay_at_paypal(request, payment):
    request.getfixturevalue("paypal").ledger.approve(payment.session)
    return {"token": payment.session}


def pay_at_stripe(request, payment):
    request.getfixturevalue("stripe_stub").pay(payment.session)
    return {}


PAY = {"paypal": pay_at_paypal, "stripe": pay_at_stripe}


def order_url(page):
    return reverse("landing:order", args=[page.slug])


def delivered(order, store):
    cj = Carrier.objects.get(code="cj")
    parcel = send(order, carrier=cj, tracking_number="1234", by=store.owner, now=timezone.now())
    move(parcel, "deliver", by=store.owner)
    order.refresh_from_db()
    return order


def returned(order, **how):
    walked(requested(order, **how), "refunded")
    run_jobs()
    order.refresh_from_db()


@pytest.fixture
def stub_of(stripe_stub, paypal):  # noqa: F811
    return {"stripe": stripe_stub, "paypal": paypal}


@pytest.mark.parametrize(("way", "currency"), [*WAYS, ("stripe", "BHD")])
def test_what_comes_back_is_right_at_the_provider_and_ends_at_zero(sell, stub_of, way, currency):
    price, sending, postage = map(Decimal, PRICES[currency])
    order = sell(way, currency)
    [entry] = stub_of[way].books().values()
    assert (entry["captured"], entry["currency"]) == (3 * price + sending, currency)

    returned(order, pieces=1)
    [entry] = stub_of[way].books().values()
    assert entry["refunded"] == order.refunded == price - postage

    returned(order, pieces=2, cause="damaged")
    [entry] = stub_of[way].books().values()
    assert entry["refunded"] == order.refunded == entry["captured"] - postage
    assert set(Refund.objects.values_list("status", flat=True)) == {"sent"}
    assert order.lines.get().unrefunded == 0
