"""Every change of a product's stock is a row, and the rows add up to it."""

from contextlib import suppress
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from orders.services import expire_unpaid_orders, receive_money
from orders.statuses import Status
from stores.models import PriceChange, Product, StockCause, StockChange
from stores.services import SoldOut, StockRefused, add_stock, reserve_stock, return_stock, set_stock
from stores.stock import StockReason
from tests.factories import ProductFactory, place
from tests.racing import losers, together


def sum_of(product):
    return product.stockchanges.aggregate(sum=Sum("change"))["sum"] or 0


def rows_of(product):
    """The changes, oldest first: cause, change, stock after."""
    rows = product.stockchanges.order_by("pk")
    return list(rows.values_list("cause", "change", "after"))


def test_a_new_product_begins_its_ledger(noodles):
    assert rows_of(noodles) == [("opening", 5, 5)]


def test_an_order_writes_its_number(ann, noodles):
    order = place(ann, noodles, 2)

    row = noodles.stockchanges.first()
    assert (row.cause, row.change, row.after, row.reference) == ("order", -2, 3, order.number)
    assert row.at == order.placed_at


@pytest.mark.parametrize(
    ("verb", "fields", "cause"),
    [("cancel", {}, "cancelled"), ("expire", {}, "expired"), ("reject", {"note": "?"}, "rejected")],
)
def test_stock_that_comes_back_names_the_cause(ann, bea, noodles, verb, fields, cause):
    order = place(ann, noodles, 2)
    if verb == "reject":
        move(order, "pay", by=SYSTEM)
    by, later = (
        {"cancel": ann, "reject": bea}.get(verb, SYSTEM),
        timezone.now() + timedelta(hours=1),
    )

    move(order, verb, by=by, now=later, **fields)

    row = noodles.stockchanges.first()
    assert (row.cause, row.change, row.after, row.reference) == (cause, 2, 5, order.number)


def test_late_money_takes_the_stock_again(ann, noodles):
    order = place(ann, noodles, 2)
    expire_unpaid_orders(now=order.pay_by)
    order.refresh_from_db()

    receive_money(order, now=order.pay_by)

    assert order.status == Status.PAID
    assert rows_of(noodles)[2:] == [("expired", 2, 5), ("revived", -2, 3)]


def test_a_member_gives_a_reason(bea, noodles):
    set_stock(noodles, seen=5, stock=3, reason=StockReason(StockCause.DAMAGED, note="Wet", by=bea))

    row = noodles.stockchanges.first()
    assert (row.cause, row.change, row.note, row.actor) == ("damaged", -2, "Wet", bea)


def test_counting_stops_and_begins_again(noodles):
    set_stock(noodles, seen=5, stock=None)
    set_stock(noodles, seen=None, stock=0)
    set_stock(noodles, seen=0, stock=7)

    assert rows_of(noodles)[1:] == [("set", -5, None), ("set", 0, 0), ("set", 7, 7)]
    assert sum_of(noodles) == 7


def test_what_changes_nothing_writes_no_row(noodles):
    uncounted = ProductFactory()

    set_stock(noodles, seen=5, stock=5)
    reserve_stock({uncounted.pk: 3})
    return_stock({uncounted.pk: 3})

    assert (len(rows_of(noodles)), rows_of(uncounted)) == (1, [])


def test_raw_sql_writes_a_row_too(bea, noodles):
    other = ProductFactory(stock=1)
    add_stock(noodles, 1, StockReason(StockCause.DELIVERY, by=bea))

    Product.objects.update(stock=F("stock") + 4)

    assert rows_of(noodles)[2:] == [("direct", 4, 10)]
    assert noodles.stockchanges.first().actor is None
    assert rows_of(other)[1:] == [("direct", 4, 5)]


def test_a_reason_that_found_no_row_is_not_given_to_the_next_change(noodles):
    with pytest.raises(SoldOut), transaction.atomic():
        reserve_stock({noodles.pk: 6}, StockReason(StockCause.ORDER, "TAKEN"))

    Product.objects.filter(pk=noodles.pk).update(stock=4)

    assert rows_of(noodles)[1:] == [("direct", -1, 4)]


def test_a_deleted_product_leaves_its_ledger(noodles):
    key = noodles.pk

    noodles.delete()

    rows = StockChange.objects.filter(product_id=key)
    assert rows.first().cause == "deleted"
    assert rows.aggregate(sum=Sum("change"))["sum"] == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE stores_stockchange SET change = change + 1",
        "DELETE FROM stores_stockchange",
        "INSERT INTO stores_stockchange (product_id, change, after, cause, reference, note, at)"
        " SELECT id, 5, 10, 'set', '', '', now() FROM stores_product",
        "UPDATE stores_pricechange SET price = 1",
        "DELETE FROM stores_pricechange",
        "INSERT INTO stores_pricechange (product_id, former, price, at)"
        " SELECT id, 99999, price, now() FROM stores_product",
    ],
)
def test_nobody_writes_the_histories(noodles, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_ledger_is_opened_for_products_that_had_none(bea, noodles):
    """As the migration does; also for one that changed since the trigger was there."""
    migration = import_module("stores.migrations.0019_opening_rows")
    uncounted, none_left = ProductFactory(), ProductFactory(stock=0)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
        cursor.execute("TRUNCATE stores_stockchange, stores_pricechange")
    reserve_stock({noodles.pk: 1})
    Product.objects.filter(pk=noodles.pk).update(price=8000)
    with connection.cursor() as cursor:
        for table in ("stores_stockchange", "stores_pricechange"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER by_trigger_only")

    for _turn in range(2):
        migration.open_histories(None, type("Editor", (), {"connection": connection}))

    assert rows_of(noodles) == [("order", -1, 4), ("opening", 5, 5)]
    assert (rows_of(uncounted), rows_of(none_left)) == ([], [("opening", 0, 0)])
    prices = PriceChange.objects.filter(product=noodles).order_by("pk")
    assert list(prices.values_list("former", "price")) == [(9000, 8000), (None, 9000)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_buyers_of_the_last_piece_and_the_ledger_adds_up(noodles):
    Product.objects.filter(pk=noodles.pk).update(stock=1)

    results = together(*[lambda: reserve_stock({noodles.pk: 1})] * 2)

    assert [type(loser) for loser in losers(results)] == [SoldOut]
    noodles.refresh_from_db()
    assert (noodles.stock, sum_of(noodles)) == (0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_ledger_adds_up_while_owner_and_orders_change_the_stock(noodles):
    Product.objects.filter(pk=noodles.pk).update(stock=100)

    def order():
        for _piece in range(10):
            reserve_stock({noodles.pk: 2})
            return_stock({noodles.pk: 1})

    def count():
        for _try in range(10):
            seen = Product.objects.get(pk=noodles.pk).stock
            with suppress(StockRefused):  # an order was faster
                set_stock(Product(pk=noodles.pk), seen=seen, stock=seen + 3)
        add_stock(Product(pk=noodles.pk), -1)

    assert losers(together(order, order, count)) == []

    noodles.refresh_from_db()
    last = noodles.stockchanges.first()
    assert noodles.stock == sum_of(noodles) == last.after
