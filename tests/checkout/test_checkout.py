import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.lifecycle import move
from orders.carts import CartOwner, add_to_cart
from orders.models import Cart, Order
from orders.statuses import Status
from stores.models import Product, Store
from tests.factories import AddressFactory, place


@pytest.fixture
def shopper(client, ann):
    client.force_login(ann)
    return client


@pytest.fixture
def cart(ann, noodles):
    return add_to_cart(CartOwner(user=ann), noodles, [], 2)


def url_of(store):
    return reverse("checkout:checkout", args=[store.slug])


def text_of(response):
    return response.content.decode()


def filled(response, **changes):
    """The data of the page's form: its hidden fields, and valid input."""
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text_of(response))
    answers = {"name": "Ann", "phone": "010-1234-5678", "payment": "sandbox", "place": "another"}
    return {**dict(hidden), **answers, "address": "세종대로 175", "detail": "2F", **changes}


def test_the_page_shows_every_part_of_the_total(shopper, store, cart):
    page = text_of(shopper.get(url_of(store)))

    parts = re.findall(r"<d[td][^>]*>(.+?)</d", page)
    assert parts == ["Items", "₩18,000", "Delivery fee", "₩3,000", "Total", "₩21,000"]


def test_placing_creates_an_order_and_redirects_to_the_gateway(shopper, ann, store, cart):
    response = shopper.post(url_of(store), filled(shopper.get(url_of(store)), note="No onions"))

    order = Order.objects.get(customer=ann)
    assert response.url == reverse("payments:sandbox", args=[order.payments.get().key])
    assert (order.address, order.note, order.total) == ("세종대로 175 2F", "No onions", 21000)
    assert not Cart.objects.exists()


def test_a_picked_address_sets_the_coordinates(shopper, ann, store, cart):
    home = AddressFactory(user=ann, detail="3F")

    shopper.post(url_of(store), filled(shopper.get(url_of(store)), place=home.pk, address=""))

    order = Order.objects.get()
    assert (order.address, order.latitude) == (home.full_address, home.latitude)


def test_the_address_of_another_cannot_be_picked(shopper, dan, store, cart):
    theirs = AddressFactory(user=dan)

    response = shopper.post(url_of(store), filled(shopper.get(url_of(store)), place=theirs.pk))

    assert response.status_code == 422
    assert theirs.line not in text_of(response)


def test_switching_to_pickup_preserves_input_and_drops_the_fee(shopper, store, cart):
    data = filled(shopper.get(url_of(store)), note="Ring twice", switch_to="pickup")

    response = shopper.post(url_of(store), data)

    assert "Ring twice" in text_of(response)
    assert "Delivery fee" not in text_of(response)
    shopper.post(url_of(store), filled(response, address=""))
    assert (Order.objects.get().fulfilment, Order.objects.get().total) == ("pickup", 18000)


def test_a_double_click_places_one_order(shopper, store, cart):
    data = filled(shopper.get(url_of(store)))

    first, second = shopper.post(url_of(store), data), shopper.post(url_of(store), data)

    assert first.url == second.url
    assert Order.objects.count() == 1


def test_a_sent_page_finds_its_order_also_with_a_cart_like_the_first(
    shopper, ann, noodles, store, cart
):
    data = filled(shopper.get(url_of(store)))
    first = shopper.post(url_of(store), data)
    add_to_cart(CartOwner(user=ann), noodles, [], 2)

    second = shopper.post(url_of(store), data)

    assert first.url == second.url
    assert (Order.objects.count(), Cart.objects.count()) == (1, 1)


def test_a_refusal_is_shown_without_reading_the_cart_again(shopper, store, cart):
    data = filled(shopper.get(url_of(store)))
    Product.objects.update(stock=0)

    with CaptureQueriesContext(connection) as asked:
        assert shopper.post(url_of(store), data).status_code == 409

    assert sum('"cart_id" = ANY' in query["sql"] for query in asked) == 1


def test_sending_again_after_payment_shows_the_order(shopper, store, cart):
    data = filled(shopper.get(url_of(store)))
    pay_page = shopper.post(url_of(store), data).url
    shopper.post(pay_page.replace("sandbox", "return"), {"outcome": "pay"})

    response = shopper.post(url_of(store), data)

    order = Order.objects.get()
    assert (order.status, response.url) == (Status.PAID, order.get_absolute_url())


def test_going_back_after_ordering_leads_to_the_order_while_it_can_be_paid(shopper, store, cart):
    shopper.post(url_of(store), filled(shopper.get(url_of(store))))
    order = Order.objects.get()

    assert shopper.get(url_of(store)).url == order.get_absolute_url()

    move(order, "cancel", by=order.customer)
    assert "nothing to order" in text_of(shopper.get(url_of(store), follow=True))


def test_going_back_leads_to_no_order_of_another_browser(client, store, noodles):
    client.post(reverse("orders:add", args=[noodles.pk]))
    Cart.objects.all().delete()
    place(None, noodles)

    assert client.get(url_of(store)).url == reverse("orders:carts")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda: Product.objects.update(price=12000), "changed meanwhile"),
        (lambda: Product.objects.update(stock=0), "sold out"),
        (lambda: Product.objects.update(stock=1), "Only 1 of"),
        (lambda: Store.objects.update(is_open=False), "closed right now"),
        (lambda: Store.objects.update(minimum_order=50000), "minimum order is ₩50,000"),
        (lambda: Store.objects.update(delivery_fee=5000), "changed meanwhile"),
        (lambda: Store.objects.update(offers_delivery=False), "does not offer this"),
    ],
)
def test_changes_meanwhile_are_shown_and_input_is_preserved(shopper, store, cart, change, sentence):
    data = filled(shopper.get(url_of(store)), note="Ring twice")
    change()

    response = shopper.post(url_of(store), data)

    page = text_of(response)
    assert response.status_code == 409
    assert sentence in page
    assert "Ring twice" in page
    assert (Order.objects.count(), Cart.objects.count()) == (0, 1)


def test_after_a_changed_price_the_new_page_orders_at_the_new_price(shopper, store, cart):
    data = filled(shopper.get(url_of(store)))
    Product.objects.update(price=12000)
    again = shopper.post(url_of(store), data)

    shopper.post(url_of(store), filled(again))

    assert Order.objects.get().total == 27000


@pytest.mark.parametrize(("price", "times_said"), [(12000, 1), (9000, 0)])
def test_a_changed_price_is_said_beside_what_is_wrong(shopper, store, cart, price, times_said):
    data = filled(shopper.get(url_of(store)), name="")
    Product.objects.update(price=price)

    page = text_of(shopper.post(url_of(store), data))

    assert page.count("changed meanwhile") == times_said


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"phone": "call me"},
        {"phone": "0" * 5000},
        {"note": "x" * 301},
        {"address": ""},
        {"payment": "free"},
        {"checkout_token": "1"},
        {"fulfilment": "drone"},
        {"place": "999999999999999999999"},
    ],
)
def test_invalid_input_shows_the_page_again(shopper, store, cart, wrong):
    response = shopper.post(url_of(store), filled(shopper.get(url_of(store)), **wrong))

    assert response.status_code == 422
    assert "Almost there" in text_of(response)
    assert not Order.objects.exists()


def test_a_guest_orders_with_an_email_and_views_the_order_by_a_link(client, store, noodles):
    client.post(reverse("orders:add", args=[noodles.pk]))
    page = client.get(url_of(store))
    assert re.search('name="address"[^>]* required', text_of(page))
    refused = client.post(url_of(store), filled(page, address=""))
    assert list(refused.context["form"].errors) == ["email", "address"]  # all at once

    response = client.post(url_of(store), filled(page, email="guest@example.com"))

    order = Order.objects.get()
    assert (order.customer, order.email) == (None, "guest@example.com")
    assert response.url == reverse("payments:sandbox", args=[order.payments.get().key])
    assert client.get(order.get_absolute_url()).status_code == 200


def test_the_token_of_another_customer_finds_no_order(client, dan, ann, store, noodles):
    token = uuid.uuid4()
    for customer in (ann, None):
        place(customer, noodles, checkout_token=token)

    for _browser in ("a visitor", "Dan"):
        client.post(reverse("orders:add", args=[noodles.pk]))
        data = filled(client.get(url_of(store)), checkout_token=token, email="d@example.com")
        assert client.post(url_of(store), data).status_code == 302
        client.force_login(dan)

    assert Order.objects.count() == 4


def test_without_a_cart_there_is_nothing_to_order(shopper, store):
    assert shopper.get(url_of(store)).url == "/cart/"
    assert shopper.post(url_of(store), {}).url == "/cart/"
    assert shopper.get("/checkout/nowhere/").status_code == 404


def test_placing_is_limited(shopper, store, cart):
    answers = [shopper.post(url_of(store), {}).status_code for _ in range(41)]

    assert answers[0] == 422
    assert answers[-1] == 429


def test_a_whole_order_has_few_queries(shopper, store, noodles, django_assert_max_num_queries):
    with django_assert_max_num_queries(120):
        shopper.post(reverse("orders:add", args=[noodles.pk]), {}, HTTP_HX_REQUEST="true")
        pay_page = shopper.post(url_of(store), filled(shopper.get(url_of(store)))).url
        shopper.get(pay_page)
        order_page = shopper.post(pay_page.replace("sandbox", "return"), {"outcome": "pay"}).url
        page = shopper.get(order_page)

    assert "Waiting for the store" in text_of(page)


def test_placing_has_few_queries(shopper, store, cart, django_assert_max_num_queries):
    data = filled(shopper.get(url_of(store)))

    with django_assert_max_num_queries(20):
        shopper.post(url_of(store), data)


def test_a_choice_of_a_page_whose_cart_was_ordered_leads_to_the_order(shopper, store, cart):
    first = filled(shopper.get(url_of(store)))
    shopper.post(url_of(store), first)

    other = first | {"checkout_token": str(uuid.uuid4()), "switch_to": "pickup"}
    answer = shopper.post(url_of(store), other, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == Order.objects.get().get_absolute_url()
