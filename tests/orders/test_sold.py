import csv
import io
import re
from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.spreadsheets import inert
from orders.models import Order
from orders.statuses import Status
from orders.views.owner import Sold
from tests.factories import OrderFactory, StoreFactory, add_line, paid_for

SOLD = "/shop/orders/"
CSV = "/shop/orders/sold.csv"


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def sold(ann, store):
    """`sold(status)`: a paid order at Bea's store."""
    return lambda status=Status.COMPLETED, **kw: paid_for(
        OrderFactory(**{"customer": ann, "store": store, **kw}, status=status)
    )


def text_of(response):
    return response.content.decode()


def found(keeper, **query):
    response = keeper.get(SOLD, query)
    assert response.status_code == 200
    return set(response.context["orders"])


def rows_of(response):
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def at(day):
    return timezone.make_aware(datetime(2026, 3, day, 0, 30))  # noqa: DTZ001


def test_the_history_has_all_paid_orders(keeper, sold):
    orders = {status: sold(status) for status in Status}

    shown = found(keeper)

    assert {order.status for order in shown} == set(Status) - {Status.PENDING, Status.EXPIRED}
    assert shown <= set(orders.values())


def test_the_history_shows_only_the_owners_orders(keeper, sold):
    order = sold()
    OrderFactory(status=Status.COMPLETED)

    assert found(keeper) == {order}


def test_the_history_is_filtered(keeper, sold, bea):
    other_store = StoreFactory(owner=bea)
    one = sold(Status.COMPLETED, placed_at=at(1))
    two = sold(Status.REJECTED, placed_at=at(2), store=other_store)

    assert found(keeper, number=one.number[:6].lower()) == {one}
    assert found(keeper, status="rejected") == {two}
    assert found(keeper, store=other_store.pk) == {two}
    assert found(keeper, since="2026-03-02") == {two}
    assert found(keeper, until="2026-03-01") == {one}
    assert found(keeper, since="2026-03-01", until="2026-03-02") == {one, two}
    assert found(keeper, since="2026-03-02", until="2026-03-01") == set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", "x" * 5000),
        ("number", "🍜"),
        ("number", "'; DROP TABLE orders_order; --"),
        ("store", "x"),
        ("store", "9" * 40),
        ("store", "-1"),
        ("status", "pending"),
        ("status", "🍜"),
        ("since", "yesterday"),
        ("since", "2026-02-30"),
        ("since", "99999-01-01"),
        ("until", "🍜"),
        ("nothing", "of the kind"),
    ],
)
@pytest.mark.parametrize("path", [SOLD, CSV])
def test_invalid_filters_are_ignored(keeper, sold, path, name, value):
    sold()

    assert keeper.get(path, {name: value}).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_the_first_and_last_dates_are_valid_filters(keeper, sold, name, day):
    sold()

    assert keeper.get(SOLD, {name: day}).status_code == 200


@pytest.mark.parametrize("name", ["number", "store", "status", "since", "page"])
def test_a_nul_byte_in_a_filter_is_no_server_error(keeper, sold, name):
    sold()

    assert keeper.get(SOLD, {name: "\0"}).status_code in (200, 400, 404)
    assert keeper.get("/shop/orders/%00/").status_code in (400, 404)


def test_an_invalid_filter_shows_an_error(keeper, sold):
    sold()

    assert "Enter a valid date" in text_of(keeper.get(SOLD, {"since": "2026-02-30"}))


def test_the_filter_does_not_offer_other_owners_stores(keeper, sold):
    order = sold()
    theirs = OrderFactory(status=Status.COMPLETED)

    response = keeper.get(SOLD, {"store": theirs.store.pk})

    assert set(response.context["orders"]) == {order}
    assert theirs.store.name not in text_of(response)


def test_completed_orders_are_summed_by_currency_over_all_pages(keeper, sold):
    for _each in range(Sold.paginate_by + 2):
        sold()
    sold(currency="USD", subtotal=Decimal("12.50"), total=Decimal("12.50"))
    sold(Status.REJECTED)

    response = keeper.get(SOLD)

    sums = {row["currency"]: (row["orders"], row["gross"]) for row in response.context["sums"]}
    assert sums == {"KRW": (22, Decimal(198000)), "USD": (1, Decimal("12.50"))}
    assert "22 completed for ₩198,000" in text_of(response)


def test_sums_are_of_the_filtered_orders(keeper, sold):
    sold(placed_at=at(1))
    sold(placed_at=at(2))

    (sums,) = keeper.get(SOLD, {"since": "2026-03-02"}).context["sums"]

    assert (sums["orders"], sums["gross"]) == (1, Decimal(9000))


def test_pages_keep_the_filter(keeper, sold):
    for _each in range(Sold.paginate_by + 1):
        sold()

    first = keeper.get(SOLD, {"status": "completed"})
    second = keeper.get(SOLD, {"status": "completed", "page": 2})

    assert "?status=completed&amp;page=2" in text_of(first)
    assert (len(first.context["orders"]), len(second.context["orders"])) == (20, 1)
    assert keeper.get(SOLD, {"page": 3}).status_code == 404
    assert keeper.get(SOLD, {"page": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_history_has_a_constant_number_of_queries(
    keeper, ann, store, rows, django_assert_max_num_queries
):
    OrderFactory.create_batch(rows, customer=ann, store=store, status=Status.COMPLETED)

    with django_assert_max_num_queries(9):
        assert keeper.get(SOLD).status_code == 200


def test_an_empty_history_shows_a_message(keeper, store):
    assert "No orders found" in text_of(keeper.get(SOLD))


def test_the_download_has_all_pages_and_applies_the_filter(keeper, sold):
    for _each in range(Sold.paginate_by + 2):
        sold()
    sold(Status.REJECTED)

    response = keeper.get(CSV, {"status": "completed", "page": 2})

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(rows_of(response)) == 1 + 22


def test_the_download_lists_items_and_escapes_formulas(keeper, sold, store):
    store.name = "=HYPERLINK(1)"
    store.save(update_fields=["name"])
    order = sold(placed_at=at(1))

    header, row = rows_of(keeper.get(CSV))

    assert header[:6] == ["Number", "Placed", "Store", "Status", "Items", "Total"]
    assert header[6:] == [
        *("Paid", "Refunded", "Paid less refunded", "Currency"),
        *("Paid by the platform", "Carrier", "Tracking number"),
    ]
    assert row == [
        order.number,
        "2026-03-01 00:30",
        "'=HYPERLINK(1)",
        "Completed",
        "1 × Naengmyeon",
        "9000.00",
        "9000.00",
        "0.00",
        "9000.00",
        "KRW",
        *("0.00", "", ""),
    ]


def test_the_order_page_has_all_a_store_needs(keeper, sold):
    order = sold(Status.ACCEPTED, note="No onions", name="Ann")

    page = text_of(keeper.get(reverse("orders:sold-order", args=[order.number])))

    for text in ("Ann", "No onions", order.address, order.phone, "Promised for", "₩9,000"):
        assert text in page
    assert "Accepted by the store" in page
    assert reverse("orders:move", args=[order.number, "prepare"]) in page


def test_the_page_of_a_finished_order_promises_nothing(keeper, sold):
    order = sold(Status.COMPLETED)
    Order.objects.update(ready_by=timezone.now())

    page = text_of(keeper.get(reverse("orders:sold-order", args=[order.number])))

    assert "Promised for" not in page


@pytest.mark.parametrize(
    ("buyer", "first"), [({}, "Ann"), ({"customer": None, "guest_key": "secret"}, "a guest")]
)
def test_the_order_page_shows_who_made_each_move(keeper, sold, buyer, first):
    order = sold(Status.ACCEPTED, fulfilment="pickup", **buyer)

    page = text_of(keeper.get(reverse("orders:sold-order", args=[order.number])))

    assert re.findall(r" · ([^<]+)</time>", page) == [first, "automatic", "Bea"]


def test_the_order_page_has_a_constant_number_of_queries(
    keeper, ann, store, django_assert_max_num_queries
):
    order = OrderFactory(customer=ann, store=store, status=Status.ACCEPTED)
    for _each in range(30):
        add_line(order, "Tea", 1)

    with django_assert_max_num_queries(11):
        keeper.get(reverse("orders:sold-order", args=[order.number]))


@pytest.mark.parametrize(("query", "opened"), [({}, False), ({"status": "completed"}, True)])
def test_the_filter_is_folded_until_one_is_set(keeper, sold, query, opened):
    page = text_of(keeper.get(SOLD, query))

    assert ('<details class="fold" open>' in page) is opened


@pytest.mark.parametrize("sign", "=+-@\t\r\n＝＋－＠")
def test_cells_are_never_formulas(sign):
    assert inert(f"{sign}1+1") == f"'{sign}1+1"
