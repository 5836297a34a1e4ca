"""Buying on a page, without an account."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from core.lifecycle import move
from orders.models import Order
from stores.menu.edit import change_product
from stores.services import add_stock
from tests.checkout.test_checkout import filled
from tests.factories import ProductFactory
from tests.page_factories import published_page, set_of
from tests.shipping.world import ships

SEOUL = {"country": "KR", "postcode": "03172", "region": "", "email": "guest@example.com"}


@pytest.fixture
def page(store, noodles):
    return published_page(ships(store), [noodles], title="Tea from Boseong")


@pytest.fixture
def url(page):
    return reverse("landing:order", args=[page.slug])


@pytest.fixture
def variant(page):
    return f"v{page.variants.get().pk}"


def bought(client, url, choice, quantity=1, **changes):
    """The answer to the form, sent as a guest fills it in: once without and once with the destination."""
    chosen = {"choice": choice, "quantity": str(quantity)}
    page = client.get(url, chosen)
    page = client.post(url, filled(page, **chosen, **SEOUL, switch_to="shipping"))
    return client.post(url, filled(page, **chosen, **{**SEOUL, **changes}))


def test_a_guest_buys_without_an_account(client, url, variant, noodles):
    answer = bought(client, url, variant, 2)

    order = Order.objects.get()
    assert answer.url == reverse("payments:sandbox", args=[order.payments.get().key])
    assert (order.customer, order.fulfilment, order.total) == (None, "shipping", 21000)
    assert (order.country, order.email) == ("KR", "guest@example.com")
    assert order.address == "세종대로 175 2F"
    assert order.pay_by - order.placed_at == timedelta(minutes=10)
    noodles.refresh_from_db()
    assert noodles.stock == 3


def test_the_form_loads_what_sending_costs_once(client, url, django_assert_num_queries):
    client.get(url)

    with django_assert_num_queries(8) as captured:
        client.get(url)

    steps = [query for query in captured if query["sql"].startswith('SELECT "shipping_weight')]
    assert len(steps) == 1


def test_the_page_names_seller_and_withdrawal_before_the_payment(client, url):
    text = client.get(url).text

    assert "김베아" in text
    assert "withdraw within 7 days" in text
    assert "Shipping, from" in text


def test_a_set_is_its_parts_at_one_price(client, store, url, page, noodles):
    cups = ProductFactory(store=store, name="Cups", price=Decimal(5000), stock=4)
    bundle = set_of(page, Decimal(20000), {noodles: 2, cups: 1})

    bought(client, url, f"s{bundle.pk}", 2)

    order = Order.objects.get()
    lines = [(line.name, line.quantity, line.paid) for line in order.lines.order_by("pk")]
    (off,) = order.adjustments.filter(kind="set")
    assert (off.amount, off.source, off.label) == (-6000, f"set:{bundle.pk}", "A set")
    assert lines == [("물냉면", 4, Decimal("31304")), ("Cups", 2, Decimal("8696"))]
    assert order.total == 40000 + 3000


def test_pressing_twice_and_going_back_is_one_order(client, url, variant):
    page = client.get(url, {"choice": variant})
    data = filled(page, choice=variant, quantity="1", **SEOUL)
    page = client.post(url, {**data, "switch_to": "shipping"})
    data = filled(page, choice=variant, quantity="1", **SEOUL)

    answers = [client.post(url, data).url for _press in range(3)]

    assert len(set(answers)) == 1
    assert Order.objects.count() == 1


def test_a_price_changed_while_somebody_pays_is_told_and_nothing_is_lost(
    client, url, variant, noodles
):
    page = client.get(url, {"choice": variant})
    page = client.post(
        url, filled(page, choice=variant, quantity="2", switch_to="shipping", **SEOUL)
    )
    data = filled(page, choice=variant, quantity="2", note="Ring twice", **SEOUL)
    noodles.price = Decimal(9500)
    change_product(noodles, ["price"])

    answer = client.post(url, data)

    assert answer.status_code == 409
    assert "The price or the stock changed meanwhile" in answer.text
    assert "₩19,000" in answer.text
    for kept in ("Ring twice", "guest@example.com", "세종대로 175", 'value="2"', variant):
        assert kept in answer.text
    assert not Order.objects.exists()
    assert (
        client.post(url, filled(answer, choice=variant, quantity="2", **SEOUL)).status_code == 302
    )


def test_what_sold_out_meanwhile_is_told(client, url, variant, noodles):
    page = client.get(url, {"choice": variant})
    page = client.post(url, filled(page, choice=variant, switch_to="shipping", **SEOUL))
    add_stock(noodles, -5)

    answer = client.post(url, filled(page, choice=variant, **SEOUL))

    assert answer.status_code == 409
    assert "“물냉면” is sold out." in answer.text
    assert "guest@example.com" in answer.text


def test_a_page_taken_offline_meanwhile_sells_nothing(client, store, url, page, variant):
    shown = client.get(url, {"choice": variant})
    move(page, "pause", by=store.owner)

    answer = client.post(url, filled(shown, choice=variant, **SEOUL))

    assert answer.status_code == 409
    assert "sells nothing at the moment" in answer.text
    assert not Order.objects.exists()


def test_no_more_than_an_order_may_have(client, url, variant, noodles):
    noodles.max_per_order = 2
    noodles.save(update_fields=["max_per_order"])

    answer = bought(client, url, variant, 3)

    assert answer.status_code == 409
    assert "at most 2 pieces" in answer.text


@pytest.mark.parametrize("quantity", ["0", "-1", "1e9", "1000000000", "two"])
def test_a_quantity_that_makes_no_sense_is_named(client, url, variant, quantity):
    answer = bought(client, url, variant, quantity)

    assert answer.status_code == 422
    assert "Write the quantity as a whole number from 1 to 99." in answer.text
    assert "guest@example.com" in answer.text
    assert not Order.objects.exists()


@pytest.mark.parametrize("choice", ["", "v0", "s1", "x", "v" + "9" * 30, "<b>"])
def test_a_choice_that_is_not_there_orders_nothing(client, url, choice, page):
    answer = client.post(url, {"choice": choice, "quantity": "1", **SEOUL})

    assert answer.status_code in (302, 422)
    assert not Order.objects.exists()


def test_another_page_is_no_way_to_a_product(client, store, url, page):
    other = published_page(store, [ProductFactory(store=store, price=Decimal(100))])

    answer = client.get(url, {"choice": f"v{other.variants.get().pk}"})

    assert answer.status_code == 302  # back to the page


def test_an_address_of_10000_characters_is_a_sentence(client, url, variant):
    answer = bought(client, url, variant, address="가" * 10_000)

    assert answer.status_code == 422
    assert "at most 200 characters" in answer.text
    assert "guest@example.com" in answer.text


def test_the_express_button_preselects_its_way(client, page, url, store, settings):
    settings.PAYPAL_CLIENT_ID, settings.STRIPE_SECRET_KEY = "client", "sk_test_1"
    store.currency = "USD"
    store.save(update_fields=["currency"])

    box = client.get(reverse("landing:page", args=[page.slug])).text
    form = client.get(url, {"payment": "paypal"}).text

    assert "Buy with PayPal" in box
    assert re.search(r'value="paypal" checked', form)


def test_korean_pages_speak_korean(client, url, page, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"

    assert "구매하기" in client.get(reverse("landing:page", args=[page.slug])).text
    assert "청약철회" in client.get(url).text
