"""The number of pieces in a visitor's carts, which their browser remembers."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import visitors
from orders.carts import CartOwner, add_to_cart
from orders.models import Cart, CartLine, Order
from stores.models import Product
from tests.factories import ProductFactory

CARTS = "/cart/"
HTMX = {"hx-request": "true"}
ANSWERS = {"name": "Dan", "phone": "010-1234-5678", "email": "dan@example.com"}


def add(client, product, quantity=1, **headers):
    return client.post(f"/cart/add/{product.pk}/", {"quantity": quantity}, headers=headers)


def count_of(response):
    return int(re.search(r'id="cart-count"[^>]*>(\d+)<', response.content.decode())[1])


def hidden(page):
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))


def sums_of(queries):
    return [query for query in queries if "SUM" in query["sql"] and "cartline" in query["sql"]]


@pytest.fixture
def visitor(client, noodles):
    """A browser that knows of two pieces."""
    add(client, noodles, 2)
    return client


def test_the_count_is_shown_without_a_query(visitor):
    with CaptureQueriesContext(connection) as asked:
        page = visitor.get("/")

    assert count_of(page) == 2
    assert not [query for query in asked if "orders_cart" in query["sql"]]


def test_every_addition_is_counted(visitor, noodles):
    assert count_of(add(visitor, noodles, 3, **HTMX)) == 5
    add(visitor, ProductFactory(), 1)
    assert count_of(visitor.get("/")) == 6


def test_additions_in_two_tabs_at_once_are_counted(visitor, noodles):
    other = Client()
    other.cookies = visitor.cookies.copy()  # its request leaves before the answer to the first
    add(visitor, noodles)
    add(other, noodles)

    assert count_of(other.get("/")) == 4


def test_changes_and_removals_are_counted(visitor):
    url = reverse("orders:line", args=[CartLine.objects.get().pk])

    assert count_of(visitor.post(url, {"quantity": 7}, headers=HTMX)) == 7
    assert count_of(visitor.get("/")) == 7
    visitor.post(url, {"quantity": 0})
    assert count_of(visitor.get("/")) == 0


def test_the_carts_count_what_they_show(visitor):
    Product.objects.all().delete()  # not by this browser
    assert count_of(visitor.get("/")) == 2

    assert count_of(visitor.get(CARTS)) == 0
    assert count_of(visitor.get("/")) == 0


def test_a_count_is_not_trusted_for_long(visitor, monkeypatch):
    Product.objects.all().delete()

    monkeypatch.setattr(visitors, "COUNT_AGE", timedelta(seconds=-1))

    assert count_of(visitor.get("/")) == 0


def test_a_visitor_cannot_read_another_number_into_carts(visitor, noodles):
    """A number of their own making has no signature; a replayed one is only shown."""
    old = visitor.cookies["visitor"].value
    add(visitor, noodles, 3)
    visitor.get("/")
    visitor.cookies["visitor"] = old

    assert count_of(visitor.get("/")) == 2
    assert CartLine.objects.get().quantity == 5
    assert count_of(visitor.get(CARTS)) == 5


def test_the_count_of_a_signed_in_user_is_theirs(visitor, ann, noodles):
    add_to_cart(CartOwner(user=ann), noodles, [], 9)
    visitor.force_login(ann)

    assert count_of(visitor.get("/")) == 9


def test_an_order_whose_answer_was_lost_is_not_counted(visitor, store):
    """The page is sent again, with something wrong: it leads to the order that it placed before."""
    url, old = reverse("checkout:checkout", args=[store.slug]), visitor.cookies["visitor"].value
    page = {**hidden(visitor.get(url)), **ANSWERS, "place": "another", "address": "세종대로 175"}
    placed = visitor.post(url, {**page, "payment": "sandbox"})
    visitor.cookies["visitor"] = old

    again = visitor.post(url, {**page, "payment": "sandbox", "name": ""})

    assert (placed.status_code, again.status_code) == (302, 302)
    assert count_of(visitor.get("/")) == 0


def test_undo_is_offered_once_without_a_session(visitor):
    visitor.post(reverse("orders:line", args=[CartLine.objects.get().pk]), {"quantity": 0})

    assert "Undo" in visitor.get(CARTS).content.decode()
    assert "Undo" not in visitor.get(CARTS).content.decode()
    assert not Session.objects.exists()


def test_a_guest_orders_and_pays_without_a_session(client, store, noodles):
    url, other = reverse("checkout:checkout", args=[store.slug]), ProductFactory()
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
        client.get(store.get_absolute_url())
        add(client, noodles)
        add(client, other)
        place = {"place": "another", "address": "세종대로 175", "payment": "sandbox"}
        placed = client.post(url, {**hidden(client.get(url)), **ANSWERS, **place})
        client.get(placed.url)
        paid = client.post(placed.url.replace("sandbox", "return"), {"outcome": "pay"})
        page = client.get(paid.url)

    assert Order.objects.get().status == "paid"
    assert "Your payment has arrived" in page.content.decode()
    assert count_of(page) == 1
    assert not [query for query in asked if "django_session" in query["sql"]]
    assert len(sums_of(asked)) == 2  # after the second addition, and after the order
    assert Cart.objects.get().store == other.store
