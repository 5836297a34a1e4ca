"""An order returns exactly what it took of a counted stock, also if its store changes the stock."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, lock, move
from orders.baskets import OrderRefused
from orders.carts import CartRefused
from orders.models import Order, OrderLine
from orders.services import expire_unpaid_orders, receive_money
from orders.statuses import Status
from stores.models import Product
from stores.services import set_stock
from tests.factories import OptionFactory, ProductFactory, carry, place, walk
from tests.racing import losers, together

ENDS = {
    "expired unpaid": (Status.PENDING, "expire"),
    "cancelled unpaid": (Status.PENDING, "cancel"),
    "cancelled paid": (Status.PAID, "cancel"),
    "rejected": (Status.PAID, "reject"),
    "called off while cooking": (Status.ACCEPTED, "cancel_by_store"),
    "called off on its way": (Status.DISPATCHED, "cancel_by_store"),
    "refused as a pickup": (Status.ACCEPTED, "refuse_pickup"),
}


def stock_of(product):
    return Product.objects.get(pk=product.pk).stock


def reserved_by(order):
    return [line.reserved for line in order.lines.all()]


def recount(product, stock):
    set_stock(product, seen=stock_of(product), stock=stock)


def end(order, verb):
    """Move the order to its end by an actor who may."""
    buyer, seller = order.customer, order.store.owner
    if verb == "refuse_pickup":
        move(order, "turn_into_pickup", by=seller, now=timezone.now() + timedelta(hours=1))
    by = {"expire": SYSTEM, "cancel": buyer, "refuse_pickup": buyer}.get(verb, seller)
    now = order.pay_by if verb == "expire" else None
    move(order, verb, by=by, note="Sold out", now=now)


@pytest.mark.parametrize(("status", "verb"), ENDS.values(), ids=ENDS)
def test_every_end_returns_the_reserved_stock(ann, noodles, rider, status, verb):
    order = place(ann, noodles, quantity=2)
    walk(order, status)
    held = reserved_by(order)

    end(order, verb)

    assert (held, stock_of(noodles), reserved_by(order)) == ([2], 5, [0])


@pytest.mark.parametrize(("status", "verb"), ENDS.values(), ids=ENDS)
def test_uncounted_pieces_are_not_returned(ann, store, rider, status, verb):
    soup = ProductFactory(store=store, stock=None)
    order = place(ann, soup, quantity=3)
    walk(order, status)
    recount(soup, 10)

    end(order, verb)

    assert stock_of(soup) == 10


def test_a_delivered_order_returns_no_stock(ann, noodles, rider):
    order = place(ann, noodles, quantity=2)
    walk(order, Status.ACCEPTED)

    carry(order, ["accept", "pick_up", "deliver"], rider)

    assert (order.status, stock_of(noodles), reserved_by(order)) == ("completed", 3, [2])


def test_lines_of_one_product_reserve_separately(ann, noodles):
    small, large = OptionFactory.create_batch(2, group__product=noodles, group__min_choices=0)
    place(ann, noodles, quantity=1, options=[small])
    order = place(ann, noodles, quantity=3, options=[large])

    end(order, "cancel")

    assert stock_of(noodles) == 4


def test_a_late_payment_reserves_stock_counted_meanwhile(ann, store):
    soup = ProductFactory(store=store, stock=None)
    order = place(ann, soup, quantity=3)
    expire_unpaid_orders(order.pay_by)
    recount(soup, 10)

    pay_late(order)

    assert (stock_of(soup), reserved_by(order)) == (7, [3])
    end(order, "cancel")
    assert stock_of(soup) == 10


def test_a_late_payment_reserves_nothing_of_uncounted_products(ann, noodles):
    order = place(ann, noodles, quantity=2)
    expire_unpaid_orders(order.pay_by)
    recount(noodles, None)

    pay_late(order)

    recount(noodles, 4)
    end(order, "cancel")
    assert stock_of(noodles) == 4


def test_an_order_of_a_deleted_product_can_still_end(ann, noodles):
    order = place(ann, noodles, quantity=2)
    noodles.delete()

    end(order, "cancel")

    assert order.status == Status.CANCELLED


def test_the_migration_sets_reserved_pieces_of_open_orders(ann, store, noodles):
    soup = ProductFactory(store=store, stock=None)
    counted, uncounted, over = place(ann, noodles, 2), place(ann, soup), place(ann, noodles)
    end(over, "cancel")
    OrderLine.objects.update(reserved=0)
    fill = import_module("orders.migrations.0010_reserved_by_open_orders").FILL

    with connection.cursor() as cursor:
        cursor.execute(fill)

    assert [reserved_by(order) for order in (counted, uncounted, over)] == [[2], [0], [0]]


# Events of one product: orders of a number of pieces, ends of an order by its index, a count.
EVENTS = st.one_of(
    st.tuples(st.just("place"), st.integers(1, 4)),
    st.tuples(st.sampled_from(["cancel", "expire", "pay"]), st.integers(0, 5)),
    st.tuples(st.just("count"), st.one_of(st.none(), st.integers(0, 9))),
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(stock=st.one_of(st.none(), st.integers(0, 9)), events=st.lists(EVENTS, max_size=10))
def test_the_stock_is_the_count_less_the_reserved_pieces(ann, store, stock, events):
    """Against a model: an order reserves pieces only if they were counted when it took them."""
    with transaction.atomic():
        product, orders, held = ProductFactory(store=store, stock=stock), [], {}
        for verb, number in events:
            if verb == "count":
                recount(product, number)
                stock = number
            elif order := apply_event(ann, product.pk, orders, verb, number):
                takes = verb == "place" or order.history.last().verb == "revive"
                before = held.get(order.pk, 0)
                after = order.lines.get().quantity if takes and stock is not None else 0
                held[order.pk] = before if order.history.last().verb == "pay" else after
                stock = None if stock is None else stock + before - held[order.pk]

            assert stock_of(product) == stock
        transaction.set_rollback(True)


def apply_event(buyer, product_id, orders, verb, number):
    """Apply an event; returns the order concerned, or None if it was not possible."""
    try:
        with transaction.atomic():
            if verb == "place":
                orders.append(place(buyer, Product.objects.get(pk=product_id), quantity=number))
                return orders[-1]
            order = orders[number]
            pay_late(order) if verb == "pay" else end(order, verb)
            return order
    except (CartRefused, IndexError, MoveRefused, OrderRefused):
        return None


def pay_late(order):
    lock(order)
    receive_money(order, order.pay_by + timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
def test_counting_during_orders_does_not_create_stock(ann, store):
    """Whether the count or the order is first: after its end, the stock equals the count."""
    for _round in range(5):
        soup = ProductFactory(store=store, stock=None)

        results = together(
            lambda soup=soup: set_stock(Product(pk=soup.pk), seen=None, stock=10),
            lambda soup=soup: place(ann, soup, quantity=3).pk,
        )

        assert losers(results) == []
        order = Order.objects.get(pk=results[1])
        assert stock_of(soup) == 10 - reserved_by(order)[0]
        end(order, "cancel")
        assert stock_of(soup) == 10
