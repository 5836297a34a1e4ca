import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core.events import Reaction
from core.lifecycle import MoveRefused, lock, move
from devtools.orders import fingerprint_of, place_cart
from orders.baskets import OrderRefused
from orders.carts import CartOwner, add_to_cart
from orders.events import OrderExpired
from orders.models import Cart, Order
from orders.services import expire_unpaid_orders, receive_money
from orders.statuses import Status
from tests.factories import CONTACT, ProductFactory, place


def test_place_order_reserves_stock_and_empties_the_cart(ann, noodles):
    order = place(ann, noodles, quantity=2)

    noodles.refresh_from_db()
    assert (order.status, order.subtotal, order.total) == (Status.PENDING, 18000, 21000)
    assert noodles.stock == 3
    assert Cart.objects.count() == 0
    assert [step.verb for step in order.history.all()] == ["start"]


def test_place_order_twice_with_one_token_is_one_order(ann, noodles):
    token = uuid.uuid4()

    first = place(ann, noodles, checkout_token=token)
    second = place(ann, noodles, checkout_token=token)

    assert first == second
    assert Order.objects.count() == 1


def test_place_order_refuses_a_price_that_was_not_shown(ann, noodles):
    cart = add_to_cart(CartOwner(user=ann), noodles, [], 1)
    seen = fingerprint_of(cart, "delivery", timezone.now())
    noodles.price = 12000
    noodles.save(update_fields=["price"])

    with pytest.raises(OrderRefused, match="changed meanwhile"):
        place_cart(
            cart,
            CartOwner(user=ann),
            fulfilment="delivery",
            contact=CONTACT,
            fingerprint=seen,
            now=timezone.now(),
        )

    assert cart.lines.count() == 1


def test_place_order_refuses_sold_out_products_and_reserves_nothing(ann, store, noodles):
    rare = ProductFactory(store=store, stock=1)
    add_to_cart(CartOwner(user=ann), rare, [], 1)
    rare.stock = 0
    rare.save(update_fields=["stock"])

    with pytest.raises(OrderRefused, match="sold out"):
        place(ann, noodles)

    noodles.refresh_from_db()
    assert noodles.stock == 5


def test_expire_returns_the_stock(ann, noodles):
    order = place(ann, noodles, quantity=2)

    expired = expire_unpaid_orders(order.pay_by)

    order.refresh_from_db()
    noodles.refresh_from_db()
    assert (expired, order.status, noodles.stock) == (1, Status.EXPIRED, 5)


def test_expire_is_refused_before_its_time(ann, noodles):
    order = place(ann, noodles)

    assert expire_unpaid_orders(order.pay_by - timedelta(seconds=1)) == 0


def test_an_order_that_cannot_expire_does_not_stop_the_others(ann, noodles, wiring):
    orders = [place(ann, noodles) for _ in range(3)]

    def fail_at_the_second(event):
        if event.order == orders[1]:
            raise ValueError("broken")

    wiring({OrderExpired: Reaction([fail_at_the_second])})

    with pytest.raises(ExceptionGroup) as raised:
        expire_unpaid_orders(orders[-1].pay_by)

    statuses = [Order.objects.get(pk=order.pk).status for order in orders]
    assert statuses == [Status.EXPIRED, Status.PENDING, Status.EXPIRED]
    assert [str(error) for error in raised.value.exceptions] == ["broken"]


def test_a_late_payment_revives_an_expired_order_with_its_stock(ann, noodles):
    order = place(ann, noodles, quantity=2)
    expire_unpaid_orders(order.pay_by)
    lock(order)

    receive_money(order)

    noodles.refresh_from_db()
    assert (order.status, noodles.stock) == (Status.PAID, 3)


def test_a_late_payment_is_refused_when_the_stock_was_sold(ann, dan, noodles):
    order = place(ann, noodles, quantity=4)
    expire_unpaid_orders(order.pay_by)
    place(dan, noodles, quantity=3)
    lock(order)

    with pytest.raises(MoveRefused, match="Only 2"):
        receive_money(order)

    assert order.status == Status.EXPIRED


def test_cancel_returns_the_stock(ann, noodles):
    order = place(ann, noodles, quantity=2)

    move(order, "cancel", by=ann)

    noodles.refresh_from_db()
    assert noodles.stock == 5
