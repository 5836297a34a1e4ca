"""A total below what a provider takes: it is not offered, and refused with a sentence."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.currencies import CURRENCIES
from orders.carts import CartOwner, add_to_cart
from orders.models import Order
from payments.gateways import GATEWAYS
from payments.methods import WayRefused, gateway_for, ways_to_pay
from payments.models import Payment
from tests.checkout.test_checkout import filled, url_of
from tests.factories import ProductFactory, place


@pytest.fixture(autouse=True)
def _providers(settings):
    """Stripe, which takes 1,000 won or more, Toss, which takes 100, and the sandbox."""
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_1", "whsec_1"
    settings.TOSS_CLIENT_KEY, settings.TOSS_SECRET_KEY = "test_ck_1", "test_sk_1"
    settings.PAYMENT_WAYS = {"KRW": ["stripe", "toss"], "USD": ["stripe", "sandbox"]}


@pytest.fixture
def gum(store):
    return ProductFactory(store=store, name="Gum", price=Decimal(900))


@pytest.fixture
def shopper(client, ann, gum):
    client.force_login(ann)
    add_to_cart(CartOwner(user=ann), gum, [], 1)
    return client


@pytest.mark.parametrize(
    ("amount", "currency", "ways"),
    [
        (1000, "KRW", ["stripe", "toss"]),
        (999, "KRW", ["toss"]),
        (100, "KRW", ["toss"]),
        (99, "KRW", []),
        (0, "KRW", []),
        ("0.50", "USD", ["stripe", "sandbox"]),
        ("0.49", "USD", ["sandbox"]),
    ],
)
def test_what_is_offered_for_an_amount(amount, currency, ways):
    assert list(ways_to_pay(currency, Decimal(amount))) == ways


def test_each_minimum_is_in_a_currency_that_the_gateway_takes():
    for gateway in GATEWAYS:
        assert set(gateway.minimums) <= set(gateway.currencies or ()) | {
            code for code, _ in CURRENCIES
        }
        assert all(amount > 0 for amount in gateway.minimums.values())


def test_the_sentence_names_the_minimum():
    with pytest.raises(WayRefused, match=r"Card \(Stripe\) takes no less than ₩1,000"):
        gateway_for("stripe", "KRW", Decimal(999))


def test_the_checkout_offers_only_what_takes_the_total(shopper, store):
    page = shopper.post(url_of(store), {"switch_to": "pickup"}).text

    assert 'value="toss" checked' in page
    assert 'value="stripe"' not in page


def test_a_post_that_names_it_is_refused_and_nothing_is_lost(shopper, store):
    page = shopper.post(url_of(store), {"switch_to": "pickup"})

    answer = shopper.post(url_of(store), filled(page, payment="stripe", note="Mint, please"))

    assert answer.status_code == 422
    assert "takes no less than ₩1,000. Choose another way to pay." in answer.text
    assert "Mint, please" in answer.text
    assert not Order.objects.exists()


def test_where_nothing_takes_the_total_it_says_what_to_do(shopper, store, settings):
    settings.PAYMENT_WAYS = {"KRW": ["stripe"]}

    page = shopper.post(url_of(store), {"switch_to": "pickup"})
    answer = shopper.post(url_of(store), filled(page, payment="stripe"))

    assert "Choose fewer coupons, or add something to your order." in page.text
    assert answer.status_code == 422


def test_an_order_that_waits_offers_and_takes_only_what_is_enough(client, ann, gum):
    order = place(ann, gum, fulfilment="pickup")
    client.force_login(ann)
    url = reverse("payments:pay", args=[order.number])

    page, answer = client.get(url), client.post(url, {"payment": "stripe"})

    assert 'value="toss"' in page.text
    assert 'value="stripe"' not in page.text
    assert answer.status_code == 422
    assert "takes no less than ₩1,000" in answer.text
    assert not Payment.objects.exists()


def test_an_order_of_nothing_that_waits_is_placed_by_its_button(client, ann, gum):
    gum.price = Decimal(0)
    gum.save(update_fields=["price"])
    order = place(ann, gum, fulfilment="pickup")
    client.force_login(ann)
    url = reverse("payments:pay", args=[order.number])

    page = client.get(url).text
    client.post(url)

    order.refresh_from_db()
    assert "Place order" in page
    assert order.status == "paid"
