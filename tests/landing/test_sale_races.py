"""Many buyers of the last pieces, and one who presses twice, in real threads."""

import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import delete_account
from landing.baskets import PageBasket
from orders.carts import CartOwner
from orders.models import Order
from orders.placing import place
from orders.quotes import quote
from tests.factories import ProductFactory, UserFactory
from tests.page_factories import published_page, set_of
from tests.racing import losers, together
from tests.shipping.world import SEOUL, ships

CHOICES = {"shipping": {"country": "KR", "region": "", "postcode": "03172"}}
BUYERS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def order_of(page, code, quantity=1, token=None, buyer=None):
    """A call that orders what the buyer was shown."""
    buyer = buyer or CartOwner(visitor_key=uuid.uuid4())
    basket = PageBasket(page.slug, code, quantity)
    basket.load()
    seen = quote(basket, "shipping", timezone.now(), buyer, CHOICES).fingerprint

    def call():
        return place(
            PageBasket(page.slug, code, quantity),
            buyer,
            fulfilment="shipping",
            contact=SEOUL,
            fingerprint=seen,
            checkout_token=token or uuid.uuid4(),
            choices=CHOICES,
        )[0].pk

    return call


def test_as_many_orders_as_pieces(store, noodles):
    page = published_page(ships(store), [noodles])
    code = f"v{page.variants.get().pk}"

    placed = together(*(order_of(page, code) for _buyer in range(BUYERS)))

    noodles.refresh_from_db()
    assert (Order.objects.count(), len(losers(placed)), noodles.stock) == (5, BUYERS - 5, 0)


def test_sets_and_single_pieces_share_the_stock(store, noodles):
    cups = ProductFactory(store=store, stock=2)
    page = published_page(ships(store), [noodles])
    bundle = set_of(page, Decimal(20000), {noodles: 2, cups: 1})
    codes = [f"v{page.variants.get().pk}", f"s{bundle.pk}"]

    together(*(order_of(page, codes[each % 2]) for each in range(BUYERS)))

    noodles.refresh_from_db()
    cups.refresh_from_db()
    sets = Order.objects.filter(adjustments__kind="set").count()
    single = Order.objects.exclude(adjustments__kind="set").count()
    assert noodles.stock == 5 - 2 * sets - single
    assert cups.stock == 2 - sets
    assert noodles.stock < 2


def test_one_buyer_who_presses_twice_has_one_order(store, noodles):
    page = published_page(ships(store), [noodles])
    token, buyer = uuid.uuid4(), CartOwner(visitor_key=uuid.uuid4())
    press = order_of(page, f"v{page.variants.get().pk}", token=token, buyer=buyer)

    placed = together(press, press)

    assert not losers(placed)
    assert Order.objects.count() == 1


def test_an_order_and_the_deletion_of_its_buyer_exclude_each_other(store, noodles):
    page = published_page(ships(store), [noodles])
    for _round in range(4):
        person = UserFactory()
        buyer = CartOwner(user=person)

        results = together(
            order_of(page, f"v{page.variants.get().pk}", buyer=buyer),
            lambda person=person: delete_account(User.objects.get(pk=person.pk)),
        )

        assert len(losers(results)) == 1
        person.refresh_from_db()
        assert Order.objects.filter(customer=person).exists() == person.is_active
