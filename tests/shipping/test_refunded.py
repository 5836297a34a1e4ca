"""Pieces refunded before they are sent: parcels, stock and the order agree at each step."""

from decimal import Decimal

import pytest

from core.lifecycle import move
from payments.refunds import refund_part
from shipping.packing import left_to_pack, pack
from shipping.services import dispatch, send
from stores.models import Product
from tests.factories import ProductFactory, paid_for
from tests.shipping.return_world import requested, walked
from tests.shipping.world import parcel_order


@pytest.fixture
def order(ann, store):
    """Three pieces; two more are in stock."""
    product = ProductFactory(store=store, price=Decimal(9000), stock=5)
    return paid_for(parcel_order(ann, store, product=product))


@pytest.fixture
def send_one(order, store, cj):
    """Sends one of the three pieces in a parcel of its own."""

    def send_one():
        parcel = pack(order, {order.lines.get().pk: 1}, by=store.owner)
        dispatch(parcel, carrier=cj, tracking_number="1", by=store.owner)
        return parcel

    return send_one


def refund(order, pieces):
    return refund_part(
        order,
        Decimal(0),
        reason="Sorry",
        by=order.store.owner,
        pieces=[(order.lines.get(), pieces)],
    )


def stock():
    return Product.objects.get().stock


def status_of(order):
    order.refresh_from_db()
    return order.status


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_refunded_before_it_is_sent_is_in_stock_again(order, store, packed):
    if packed:
        pack(order, by=store.owner)

    refund(order, 2)

    product = Product.objects.get()
    change = product.stockchanges.first()
    assert (product.stock, order.lines.get().reserved) == (4, 1)
    assert (change.change, change.cause, change.reference) == (2, "refunded", order.number)


def test_a_cancelled_order_returns_each_piece_once(order):
    refund(order, 2)

    order.refresh_from_db()
    move(order, "cancel", by=order.customer)

    assert stock() == 5


def test_a_cancelled_order_returns_only_what_was_not_sent(order, store, send_one):
    send_one()

    order.refresh_from_db()
    move(order, "cancel_by_store", by=store.owner, note="Lost")

    assert stock() == 4


def test_what_is_refunded_after_it_was_sent_is_not_in_stock(order, store, cj):
    send(order, carrier=cj, tracking_number="1", by=store.owner)

    refund(order, 1)

    assert stock() == 2


def test_an_order_leaves_once_all_that_waits_is_refunded(order, send_one):
    parcel = send_one()

    refund(order, 2)

    assert (status_of(order), stock()) == ("dispatched", 4)
    parcel.refresh_from_db()
    move(parcel, "deliver", by=order.customer)
    assert status_of(order) == "completed"


def test_an_order_of_which_all_has_arrived_is_complete(order, send_one):
    move(send_one(), "deliver", by=order.customer)

    refund(order, 2)

    assert status_of(order) == "completed"


@pytest.mark.parametrize("restocked", [False, True])
def test_a_return_does_not_prevent_the_rest_from_being_sent(order, store, cj, send_one, restocked):
    move(send_one(), "deliver", by=order.customer)
    line = order.lines.get()
    walked(requested(order), "refunded", receive={"restock": [line.pk] if restocked else []})

    assert list(left_to_pack(order).values()) == [2]
    order.refresh_from_db()
    send(order, carrier=cj, tracking_number="2", by=store.owner)

    assert (status_of(order), stock()) == ("dispatched", 2 + restocked)


def test_after_a_return_the_rest_is_in_stock_again_if_refunded(order, send_one):
    move(send_one(), "deliver", by=order.customer)
    line = order.lines.get()
    walked(requested(order), "refunded", receive={"restock": [line.pk]})

    refund(order, 2)

    assert (status_of(order), stock(), order.lines.get().reserved) == ("completed", 5, 0)
