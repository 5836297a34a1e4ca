"""Races of buying, in real threads on real PostgreSQL, asserting totals."""

import uuid

import pytest
from django.utils import timezone

from core.lifecycle import MoveRefused, move
from devtools.orders import fingerprint_of, place_cart
from orders.baskets import OrderRefused
from orders.carts import CartOwner, CartRefused, add_to_cart, adopt_carts
from orders.models import Cart, CartLine, Order, OrderMove
from orders.services import expire_unpaid_orders
from orders.statuses import Status
from stores.menu.edit import remove
from tests.factories import CONTACT, OrderFactory, ProductFactory, UserFactory, place
from tests.racing import losers, together, together_in_processes

pytestmark = pytest.mark.django_db(transaction=True)


def filled_cart(customer, *products):
    for product in products:
        cart = add_to_cart(CartOwner(user=customer), product, [], 1)
    return cart


def order_of(cart, token=None):
    """A call that places the cart as it is now."""
    seen = fingerprint_of(cart, "delivery", timezone.now())
    token = token or uuid.uuid4()

    def call():
        return place_cart(
            cart,
            CartOwner(user=cart.customer),
            fulfilment="delivery",
            contact=CONTACT,
            fingerprint=seen,
            checkout_token=token,
            now=timezone.now(),
        ).pk

    return call


def refetched(order):
    """The order as another request loads it."""
    return Order.objects.get(pk=order.pk)


def mover(order, verb, **keywords):
    """A call that loads the order itself, as a request does, and moves it."""
    return lambda: move(refetched(order), verb, **keywords).verb


@pytest.fixture
def rare(store):
    return ProductFactory(store=store, name="Last bowl", stock=1)


def test_two_browsers_and_one_last_item_result_in_one_order(rare):
    carts = [filled_cart(UserFactory(), rare) for _ in range(6)]

    results = together(*[order_of(cart) for cart in carts])

    rare.refresh_from_db()
    assert (Order.objects.count(), rare.stock) == (1, 0)
    assert [type(loser) for loser in losers(results)] == [OrderRefused] * 5
    assert all("sold out" in str(loser) for loser in losers(results))
    assert Cart.objects.filter(lines__product=rare).count() == 5


def test_processes_sell_a_last_item_once_too(rare):
    carts = [filled_cart(UserFactory(), rare) for _ in range(3)]

    results = together_in_processes(*[order_of(cart) for cart in carts])

    rare.refresh_from_db()
    assert (Order.objects.count(), rare.stock) == (1, 0)
    assert results.count("OrderRefused") == 2


def test_a_double_click_places_one_order(ann, noodles):
    call = order_of(filled_cart(ann, noodles), uuid.uuid4())

    results = together(*[call] * 5)

    noodles.refresh_from_db()
    assert losers(results) == []
    assert results == [Order.objects.get().pk] * 5
    assert (noodles.stock, OrderMove.objects.filter(verb="start").count()) == (4, 1)


def test_two_tabs_of_one_cart_place_it_once(ann, noodles):
    cart = filled_cart(ann, noodles)

    results = together(order_of(cart), order_of(cart))

    noodles.refresh_from_db()
    assert (Order.objects.count(), noodles.stock) == (1, 4)
    assert [type(loser) for loser in losers(results)] == [OrderRefused]


def test_orders_over_the_same_products_in_other_orders_do_not_deadlock(store):
    one, two = ProductFactory(store=store, stock=100), ProductFactory(store=store, stock=100)
    buyers = UserFactory.create_batch(4)

    for _round in range(5):
        carts = [
            filled_cart(buyer, *((one, two) if place % 2 else (two, one)))
            for place, buyer in enumerate(buyers)
        ]
        assert losers(together(*[order_of(cart) for cart in carts])) == []

    stocks = [type(one).objects.get(pk=product.pk).stock for product in (one, two)]
    assert (Order.objects.count(), stocks) == (20, [80, 80])


def test_cancelling_and_placing_over_the_same_products_do_not_deadlock(ann, dan, store):
    one, two = ProductFactory(store=store, stock=50), ProductFactory(store=store, stock=50)
    old = [place(ann, one) for _ in range(5)]

    for order in old:
        cart = filled_cart(dan, two, one)
        assert losers(together(mover(order, "cancel", by=ann), order_of(cart))) == []

    stocks = [type(one).objects.get(pk=product.pk).stock for product in (one, two)]
    assert stocks == [45, 45]


def test_the_customer_cancels_while_the_store_accepts_and_one_wins(ann, bea, store):
    for _round in range(6):
        order = OrderFactory(customer=ann, store=store, status=Status.PAID)

        results = together(
            mover(order, "cancel", by=ann), mover(order, "accept", by=bea, minutes=20)
        )

        order.refresh_from_db()
        [loser] = losers(results)
        assert isinstance(loser, MoveRefused)
        assert str(order.get_status_display()) in str(loser)
        assert order.status in (Status.CANCELLED, Status.ACCEPTED)
        assert order.history.count() == 3


def test_two_screens_of_one_store_accept_once(bea, store):
    order = OrderFactory(store=store, status=Status.PAID)

    results = together(
        *[mover(order, "accept", by=bea, minutes=minutes) for minutes in (10, 20, 30)]
    )

    assert len(losers(results)) == 2
    assert order.history.filter(verb="accept").count() == 1


def test_two_expiry_jobs_return_the_stock_once(ann, noodles):
    orders = [place(ann, noodles) for _ in range(3)]
    late = orders[-1].pay_by

    results = together(*[lambda: expire_unpaid_orders(late)] * 3)

    noodles.refresh_from_db()
    assert losers(results) == []
    assert (sum(results), noodles.stock) == (3, 5)
    assert OrderMove.objects.filter(verb="expire").count() == 3


def test_a_product_deleted_during_orders_is_sold_out_for_them(store):
    for _round in range(5):
        product = ProductFactory(store=store)
        takers = [CartOwner(visitor_key=uuid.uuid4()) for _ in range(4)]

        results = together(
            lambda product=product: remove(product),
            *(lambda t=taker, p=product: add_to_cart(t, p, [], 1) and None for taker in takers),
        )

        assert {type(loser) for loser in losers(results)} <= {CartRefused}
    assert CartLine.objects.count() == 0


def test_a_product_deleted_during_sign_in_is_not_adopted(store):
    for _round in range(5):
        product, visitor = ProductFactory(store=store), uuid.uuid4()
        add_to_cart(CartOwner(visitor_key=visitor), product, [], 1)

        results = together(
            lambda product=product: remove(product),
            lambda visitor=visitor: adopt_carts(visitor, UserFactory()),
        )

        assert losers(results) == []


def test_one_token_of_two_carts_results_in_one_order(ann, noodles):
    token = uuid.uuid4()
    for _round in range(4):
        carts = [filled_cart(ann, product) for product in (noodles, ProductFactory())]

        results = together(*[order_of(cart, token) for cart in carts])

        assert [type(loser) for loser in losers(results)] in ([], [OrderRefused])
    assert Order.objects.count() == 1
