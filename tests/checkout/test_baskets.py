"""The checkout of a basket that visitors reach without a cart: it is bound to their browser all the same."""

import re

import pytest
from django.conf import settings
from django.test import Client

from orders import baskets
from orders.baskets import Basket, BasketLine
from orders.models import Order

URL = "/checkout/bowl/noodles/"
ANSWERS = {
    "name": "Dan",
    "phone": "010-1234-5678",
    "email": "dan@example.com",
    "payment": "sandbox",
}


class Bowl(Basket):
    """One bowl for anybody, who fetches it."""

    fulfilments = ("pickup",)
    back_url = "/"

    def __init__(self, product):
        self.product, self.store = product, product.section.store

    def lines(self):
        price = self.product.price
        return [BasketLine(name="Bowl", unit_price=price, quantity=1, product=self.product)]


@pytest.fixture(autouse=True)
def bowl(monkeypatch, noodles):
    monkeypatch.setattr(baskets, "_loaders", {"bowl": lambda owner, key: Bowl(noodles)})


def filled(client):
    page = client.get(URL).content.decode()
    return {**dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)), **ANSWERS}


def test_a_visitor_who_comes_here_first_orders_once():
    visitor = Client()
    data = filled(visitor)

    pages = [visitor.post(URL, data).url for _click in range(2)]

    assert len(set(pages)) == 1
    assert Order.objects.get().visitor_key


def test_an_unknown_address_starts_no_session():
    visitor = Client()

    assert visitor.get("/checkout/plate/noodles/").status_code == 404
    assert settings.SESSION_COOKIE_NAME not in visitor.cookies


def test_the_token_of_another_visitor_finds_nothing_of_theirs():
    first, second = Client(), Client()
    data, page = filled(first), filled(second)
    first.post(URL, data)

    answer = second.post(URL, page | {"checkout_token": data["checkout_token"]})

    assert Order.objects.count() == 2
    assert Order.objects.earliest("pk").payments.get().key not in answer.url
