"""Where there is a discount, every page and file with the parts of a total says so."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM
from core.lifecycle import move
from delivery.models import Delivery
from delivery.services import UNCLAIMED_AFTER
from orders.adjusting import adjust
from orders.carts import CartOwner, add_to_cart
from orders.pricing import Phase, PriceChange
from tests.factories import place


@pytest.fixture(autouse=True)
def _coupon(price_with):
    """₩3,000 off what is ordered, under the name Spring."""
    change = PriceChange("coupon", Decimal(-3000), source="coupon:S", label="Spring")
    price_with(lambda _pricing: [change], Phase.ORDER_DISCOUNT)


@pytest.fixture
def order(ann, noodles):
    order = place(ann, noodles, quantity=2)
    move(order, "pay", by=SYSTEM)
    return order


def read(client, user, url, **headers):
    client.force_login(user)
    return client.get(url, **headers).getvalue().decode()


@pytest.mark.parametrize("url", ["/cart/", "/cart/store/{slug}/", "/checkout/{slug}/"])
def test_cart_and_checkout_show_it_before_ordering(client, ann, store, noodles, url):
    add_to_cart(CartOwner(user=ann), noodles, [], 2)

    page = read(client, ann, url.format(slug=store.slug), HTTP_HX_REQUEST="true")

    for text in ("Spring", "₩3,000 off", "₩18,000"):
        assert text in page


def test_customer_and_owner_read_it_on_the_page_of_the_order(client, ann, bea, order):
    for reader, name in ((ann, "orders:order"), (bea, "orders:sold-order")):
        page = read(client, reader, reverse(name, args=[order.number]))
        for text in ("Spring", "₩3,000 off", "Delivery fee", "₩18,000"):
            assert text in page


def test_it_is_read_in_korean(client, ann, order):
    page = read(client, ann, order.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="ko")

    assert "3,000원 할인" in page


def test_the_admin_names_what_caused_it(client, order):
    boss = User.objects.create_superuser("boss@example.com")

    page = read(client, boss, reverse("admin:orders_order_change", args=[order.pk]))

    for text in ("Spring", "₩3,000 off", "coupon:S"):
        assert text in page


def test_the_files_of_customer_and_owner_list_it_with_the_items(client, ann, bea, order):
    for reader, url in ((ann, reverse("orders:download")), (bea, "/shop/orders/sold.csv")):
        assert '"2 × 물냉면, Spring ₩3,000 off"' in read(client, reader, url)


def test_the_files_count_what_was_taken_back_as_no_discount(client, bea, order):
    adjust(order, "delivery_fee_off", Decimal(-3000), fee="delivery_fee")

    assert '"2 × 물냉면, Spring ₩3,000 off"' in read(client, bea, "/shop/orders/sold.csv")


def test_a_fee_that_is_taken_back_is_shown_with_its_sign(client, ann, order):
    adjust(order, "delivery_fee_off", Decimal(-3000), fee="delivery_fee")

    page = read(client, ann, order.get_absolute_url())

    assert "-₩3,000" in page
    assert page.count("₩3,000 off") == 1


def test_the_store_reads_how_much_of_a_discounted_delivery_fee_goes_back(client, bea, order):
    adjust(order, "coupon", Decimal(-1000), fee="delivery_fee")
    move(order, "accept", by=bea, minutes=20)
    since = timezone.now() - UNCLAIMED_AFTER
    Delivery.objects.filter(order=order).update(searching_since=since)

    page = read(client, bea, "/shop/")

    assert "The delivery fee of ₩2,000 goes back to the customer" in page
