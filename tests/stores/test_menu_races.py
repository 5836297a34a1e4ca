"""Concurrent changes of one menu, in real threads on real PostgreSQL."""

import pytest

from stores.menu.edit import append, move, remove
from stores.models import MenuSection, Product
from stores.services import SoldOut, StockRefused, reserve_stock, set_stock
from tests.factories import MenuSectionFactory, ProductFactory, StoreFactory
from tests.racing import losers, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def six(db):
    section = MenuSectionFactory(store=StoreFactory())
    return [
        ProductFactory(section=section, store=section.store, stock=1000, position=n)
        for n in range(6)
    ]


def positions(section):
    return list(Product.objects.filter(section=section).values_list("position", flat=True))


def test_concurrent_moves_result_in_unique_positions(six):
    section = six[0].section

    for _round in range(10):
        results = together(
            lambda: move(six[1], up=True),
            lambda: move(six[1], up=False),
            lambda: move(six[4], up=True),
            lambda: append(Product(section=section, name="new", price=1)),
        )
        assert losers(results) == []

    assert positions(section) == list(range(16))


def test_concurrent_moves_and_orders_do_not_deadlock(six):
    everything = {product.pk: 1 for product in six}

    for _round in range(10):
        results = together(
            lambda: move(six[5], up=True),
            lambda: reserve_stock(everything),
            lambda: move(six[0], up=False),
            lambda: reserve_stock(everything),
        )
        assert losers(results) == []

    assert set(Product.objects.values_list("stock", flat=True)) == {980}


def test_deleting_a_section_while_orders_reserve_does_not_deadlock(six):
    everything = {product.pk: 1 for product in six}

    results = together(
        lambda: remove(six[0].section),
        lambda: reserve_stock(everything),
        lambda: move(six[2], up=True),
    )

    assert {type(error).__name__ for error in losers(results)} <= {"SoldOut", "MenuRefused"}
    assert MenuSection.objects.count() == 0


def test_no_reserved_piece_is_lost_while_the_stock_is_set(six):
    product, sold, counted = six[0], [], []

    def buy():
        for _piece in range(20):
            try:
                reserve_stock({product.pk: 1})
                sold.append(1)
            except SoldOut:
                pass

    def count():
        for _try in range(20):
            seen = Product.objects.get(pk=product.pk).stock
            try:
                set_stock(Product(pk=product.pk), seen=seen, stock=seen + 10)
                counted.append(10)
            except StockRefused:
                pass

    results = together(buy, buy, count)

    product.refresh_from_db()
    assert losers(results) == []
    assert product.stock == 1000 + sum(counted) - len(sold)
