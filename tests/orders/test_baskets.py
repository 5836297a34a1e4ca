"""Baskets that are no cart: a quantity of one product, with no rows of its own to lock."""

import uuid
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone

from orders.baskets import Basket, BasketLine, OrderRefused
from orders.carts import CartOwner
from orders.models import Order
from orders.placing import place
from orders.quotes import quote
from stores.models import Product, Store
from tests.factories import CONTACT, ProductFactory
from tests.racing import losers, together

ROUNDS = 5


@dataclass
class Pieces(Basket):
    product_id: int
    quantity: int = 1
    fulfilments = ("pickup",)

    def load(self):
        self.product = Product.objects.select_related("section__store").get(pk=self.product_id)
        self.store = self.product.store
        return True

    def lines(self):
        product = self.product
        return [
            BasketLine(
                name=product.name,
                unit_price=product.price,
                quantity=self.quantity,
                product=product,
            )
        ]


@pytest.fixture
def tea(store):
    return ProductFactory(store=store, name="Tea", price=4000, stock=9)


def order_of(tea, buyer, token=None, shown=None):
    """A call that places one piece as it is now, or at the price `shown`."""
    basket = Pieces(tea.pk)
    basket.load()
    shown = shown or quote(basket, "pickup", timezone.now(), buyer).fingerprint
    token = token or uuid.uuid4()

    def call():
        return place(
            Pieces(tea.pk),
            buyer,
            fulfilment="pickup",
            contact=CONTACT,
            fingerprint=shown,
            checkout_token=token,
        )[0].pk

    return call


@pytest.mark.django_db(transaction=True)
def test_a_double_click_places_one_order(ann, tea):
    for _round in range(ROUNDS):
        call = order_of(tea, CartOwner(user=ann))
        placed = together(call, call, call)

        assert losers(placed) == []
        assert len(set(placed)) == 1
    tea.refresh_from_db()
    assert (Order.objects.count(), tea.stock) == (ROUNDS, 9 - ROUNDS)


def test_a_token_finds_the_order_of_its_buyer_only(ann, dan, tea):
    token = uuid.uuid4()

    placed = [order_of(tea, CartOwner(user=who), token)() for who in (ann, ann, dan)]

    assert placed[0] == placed[1] != placed[2]
    assert Order.objects.get(pk=placed[2]).customer == dan


def test_another_price_than_the_one_shown_is_refused_in_words_without_a_cart(ann, tea):
    call = order_of(tea, CartOwner(user=ann), shown="another")

    with pytest.raises(OrderRefused, match="What you order changed meanwhile"):
        call()


@pytest.mark.parametrize("fields", [{"archived_at": timezone.now()}, {"owner": None}])
def test_a_store_that_is_no_more_sells_nothing(ann, tea, fields):
    Store.objects.update(**fields)

    with pytest.raises(OrderRefused, match="does not take orders"), transaction.atomic():
        order_of(tea, CartOwner(user=ann))()
    assert not Order.objects.exists()
