import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.board import MAX_BOARD_CARDS, board_of
from orders.fulfilment import Fulfilment
from orders.statuses import Status
from tests.factories import OrderFactory, StoreFactory, UserFactory

BOARD = "/shop/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def sold(ann, store):
    """`sold(status)`: an order at Bea's store."""
    return lambda status=Status.PAID, **kw: OrderFactory(
        customer=ann, store=store, status=status, **kw
    )


def text_of(response):
    return response.content.decode()


def columns(keeper):
    shown = keeper.get(BOARD).context["columns"]
    return {column.code: [card.order.number for card in column.cards] for column in shown}


def press(keeper, order, verb, **data):
    """Press a button of the board as htmx does, following the redirect with the same headers."""
    url = reverse("orders:move", args=[order.number, verb])
    response = keeper.post(
        url, {"next": BOARD, **data}, follow=True, headers={"HX-Request": "true"}
    )
    order.refresh_from_db()
    return response


def test_the_board_shows_lines_customer_and_waiting_time(keeper, sold):
    order = sold(note="No onions please")

    page = text_of(keeper.get(BOARD))

    for text in (order.number, "1 ×", "Naengmyeon", "No onions please", "₩9,000", order.phone):
        assert text in page
    assert "just now" in page


@pytest.mark.parametrize(
    ("status", "column"),
    [
        (Status.PAID, "new"),
        (Status.ACCEPTED, "cooking"),
        (Status.READY, "ready"),
        (Status.DISPATCHED, "ready"),
        (Status.PENDING, None),
        (Status.EXPIRED, None),
        (Status.COMPLETED, None),
        (Status.REJECTED, None),
        (Status.CANCELLED, None),
    ],
)
def test_each_status_has_its_column_or_none(keeper, sold, status, column):
    order = sold(status)

    shown = {code: numbers for code, numbers in columns(keeper).items() if numbers}

    assert shown == ({column: [order.number]} if column else {})


def test_the_board_lists_the_oldest_order_first(keeper, sold):
    young = sold()
    old = sold(placed_at=timezone.now() - timedelta(minutes=5))

    assert columns(keeper)["new"] == [old.number, young.number]


def test_old_board_cards_do_not_displace_new_orders(sold, bea, monkeypatch):
    monkeypatch.setattr("orders.board.MAX_BOARD_CARDS", 3)
    for _each in range(4):
        sold(Status.READY, placed_at=timezone.now() - timedelta(days=2))
    order = sold()

    new, _cooking, ready = board_of(bea, timezone.now())

    assert MAX_BOARD_CARDS > 3
    assert [card.order for card in new.cards] == [order]
    assert len(ready.cards) == 2


def test_the_board_shows_no_orders_of_other_owners(client, sold):
    order = sold()
    stranger = StoreFactory().owner
    client.force_login(stranger)

    assert order.number not in text_of(client.get(BOARD))
    assert client.get(reverse("orders:sold-order", args=[order.number])).status_code == 404
    url = reverse("orders:move", args=[order.number, "accept"])
    assert client.post(url, {"minutes": 20}).status_code == 404


@pytest.mark.parametrize("path", ["", "orders/", "orders/sold.csv", "orders/23456789/"])
def test_the_pages_are_403_for_other_roles(client, dan, path):
    signed_out = client.get(BOARD + path)
    client.force_login(dan)

    assert signed_out["Location"] == f"/accounts/login/?next=/shop/{path}"
    assert client.get(BOARD + path).status_code == 403


@pytest.mark.parametrize("status", [Status.PENDING, Status.EXPIRED])
def test_the_board_shows_no_unpaid_orders(keeper, sold, status):
    order = sold(status)

    assert keeper.get(reverse("orders:sold-order", args=[order.number])).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_board_has_a_constant_number_of_queries(
    keeper, ann, store, rows, django_assert_num_queries
):
    for status in (Status.PAID, Status.ACCEPTED, Status.READY):
        OrderFactory.create_batch(rows, customer=ann, store=store, status=status)

    # The last two find what the owner owes to the platform, and count the returns that wait.
    with django_assert_num_queries(9):
        keeper.get(BOARD)


def test_the_board_answers_htmx_with_its_fragment_or_204(keeper, sold):
    order = sold()
    first = keeper.get(BOARD, **HTMX)
    seen = first.context["seen"]

    same = keeper.get(BOARD, {"seen": seen}, **HTMX)
    press(keeper, order, "accept", minutes=20)
    other = keeper.get(BOARD, {"seen": seen}, **HTMX)

    assert "<html" not in text_of(first)
    assert (same.status_code, other.status_code) == (204, 200)


def test_without_htmx_the_page_is_always_whole(keeper, sold):
    seen = keeper.get(BOARD, **HTMX).context["seen"]

    assert "<html" in text_of(keeper.get(BOARD, {"seen": seen}))


def test_the_board_without_a_store_links_to_adding_one(client, db):
    client.force_login(UserFactory(role="owner"))

    page = text_of(client.get(BOARD))

    assert reverse("stores:mine") in page
    assert "You have no store yet" in page


def test_the_board_says_that_stores_are_closed(keeper, store):
    store.is_open = False
    store.save(update_fields=["is_open"])

    assert "All your stores are closed" in text_of(keeper.get(BOARD))


@pytest.mark.parametrize(
    ("before", "verb", "data", "after"),
    [
        (Status.PAID, "accept", {"minutes": 15}, Status.ACCEPTED),
        (Status.PAID, "reject", {"note": "Sold out"}, Status.REJECTED),
        (Status.ACCEPTED, "prepare", {}, Status.READY),
        (Status.READY, "cancel_by_store", {"note": "The oven broke"}, Status.CANCELLED),
    ],
)
def test_each_button_ends_on_the_board(keeper, sold, before, verb, data, after):
    order = sold(before)

    response = press(keeper, order, verb, **data)

    assert response.redirect_chain == [(BOARD, 302)]
    assert 'id="board"' in text_of(response)
    assert 'hx-swap-oob="innerHTML"' in text_of(response)
    assert order.status == after


def test_a_pickup_is_handed_over_at_the_counter(keeper, sold):
    order = sold(Status.READY, fulfilment=Fulfilment.PICKUP)

    page = text_of(keeper.get(BOARD))
    press(keeper, order, "complete")

    assert reverse("orders:move", args=[order.number, "dispatch"]) not in page
    assert order.status == Status.COMPLETED


@pytest.mark.parametrize("minutes", [1, 25, 240])
def test_the_promised_time_is_the_owners_minutes(keeper, sold, minutes):
    order = sold()

    press(keeper, order, "accept", minutes=minutes)

    assert order.ready_by - order.history.last().at == timedelta(minutes=minutes)


@pytest.mark.parametrize("minutes", ["", "0", "241", "9999", "-5", "x", "2.5", "９９９", "🍜"])
def test_invalid_minutes_show_an_error_and_change_nothing(keeper, sold, minutes):
    order = sold()

    response = press(keeper, order, "accept", minutes=minutes)

    assert "Ready in how many minutes?" in text_of(response)
    assert (order.status, order.ready_by) == (Status.PAID, None)


@pytest.mark.parametrize("verb", ["reject", "cancel_by_store"])
@pytest.mark.parametrize("note", ["", "   ", "x" * 501])
def test_rejecting_and_cancelling_need_a_visible_reason(keeper, sold, verb, note):
    order = sold(Status.PAID if verb == "reject" else Status.ACCEPTED)
    before = order.status

    response = press(keeper, order, verb, note=note)

    error = "Another reason: Ensure" if note.strip() else "Reason: Please give a reason"
    assert error in text_of(response)
    assert order.status == before


def test_the_slower_of_two_requests_shows_the_current_state(keeper, sold):
    order = sold(Status.CANCELLED)

    response = press(keeper, order, "accept", minutes=20)

    assert "it is now “Cancelled”" in text_of(response)


def test_late_orders_are_marked(keeper, sold):
    order = sold(Status.ACCEPTED)
    assert "promise-late" not in text_of(keeper.get(BOARD))

    order.ready_by = timezone.now() - timedelta(minutes=1)
    order.save(update_fields=["ready_by"])

    assert "promise-late" in text_of(keeper.get(BOARD))


def test_ids_on_the_board_are_unique(keeper, sold):
    for status in (Status.PAID, Status.PAID, Status.ACCEPTED, Status.READY, Status.DISPATCHED):
        sold(status)

    ids = re.findall(r'\sid="([^"]+)"', text_of(keeper.get(BOARD)))

    assert len(ids) == len(set(ids))


def test_forms_on_the_board_are_not_nested(keeper, sold):
    sold()

    tags = re.findall(r"<(/?)form\b", text_of(keeper.get(BOARD)))

    assert tags == ["", "/"] * (len(tags) // 2)


def test_customers_texts_are_escaped(keeper, sold):
    sold(note="<script>alert(1)</script>")

    assert "<script>alert(1)" not in text_of(keeper.get(BOARD))
