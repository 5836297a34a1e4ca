"""The store's pages of parcels: on the board, on the page of an order, and those of the moves."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.models import Order
from shipping.models import Carrier, Parcel
from shipping.packing import pack
from shipping.services import send
from tests.factories import OrderFactory
from tests.shipping.world import parcel_order, sent_order


@pytest.fixture
def seller(client, store):
    client.force_login(store.owner)
    return client


def page(order):
    return reverse("orders:sold-order", args=[order.number])


def url(order, verb):
    return reverse(f"shipping:{verb}", args=[order.number])


def move_url(parcel, verb):
    return reverse("shipping:move", args=[parcel.code, verb])


def shown(response):
    return response.content.decode()


def test_a_number_and_enter_send_the_order(seller, order, store, cj):
    pack(order, {order.lines.get().pk: 1}, by=store.owner)

    answer = seller.post(url(order, "send"), {"carrier": cj.pk, "tracking_number": " 123 "})

    assert answer.url == page(order)
    assert Parcel.objects.get(tracking_number="123").pieces == 2


def test_the_board_proposes_the_last_carrier(seller, order, store, cj, ann):
    send(order, carrier=Carrier.objects.get(code="hanjin"), tracking_number="1", by=store.owner)
    other = parcel_order(ann, store)
    pack(other, by=store.owner)

    board = shown(seller.get(reverse("orders:board")))

    hanjin = Carrier.objects.get(code="hanjin")
    assert f'<option value="{hanjin.pk}" selected>' in board


def test_the_board_of_a_store_that_only_sends_says_so(seller, order, store):
    pack(order, {order.lines.get().pk: 1}, by=store.owner)
    board = shown(seller.get(reverse("orders:board")))
    assert "In preparation" in board  # the column, which has dishes, too
    assert "Cooking" not in board
    assert "<span>Being packed</span>" in board
    store.offers_delivery = store.offers_pickup = False
    store.save(update_fields=["offers_delivery", "offers_pickup"])

    board = shown(seller.get(reverse("orders:board")))

    assert "Being packed" in board
    assert "Cooking" not in board


def test_a_part_of_the_order_is_packed(seller, order):
    line = order.lines.get()

    seller.post(url(order, "pack"), {f"line-{line.pk}": "2"})
    seller.post(url(order, "pack"), {f"line-{line.pk}": "1"})

    assert [parcel.pieces for parcel in order.parcels.all()] == [2, 1]
    assert Order.objects.get().status == "ready"


@pytest.mark.parametrize("count", ["4", "-1", "x", "99999999999"])
def test_packing_more_than_is_left_shows_the_form_again(seller, order, count):
    answer = seller.post(url(order, "pack"), {f"line-{order.lines.get().pk}": count})

    assert answer.status_code == 422
    assert count in shown(answer)


def test_packing_nothing_is_refused(seller, order):
    answer = seller.post(url(order, "pack"), {f"line-{order.lines.get().pk}": "0"})

    assert answer.status_code == 409
    assert "at least one piece" in shown(answer)


@pytest.mark.parametrize("number", ["", "번호", "1" * 41, "#1"])
def test_a_bad_number_shows_the_form_again_with_what_was_typed(seller, order, store, cj, number):
    parcel = pack(order, by=store.owner)

    answers = [
        seller.post(url(order, "send"), {"carrier": cj.pk, "tracking_number": number}),
        seller.post(move_url(parcel, "dispatch"), {"carrier": cj.pk, "tracking_number": number}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all(f'value="{number}"' in shown(answer) or not number for answer in answers)
    assert Parcel.objects.get().status == "packed"


def test_the_page_says_how_much_was_sent(seller, order, store, cj):
    first = pack(order, {order.lines.get().pk: 2}, by=store.owner)
    pack(order, by=store.owner)

    seller.post(move_url(first, "dispatch"), {"carrier": cj.pk, "tracking_number": "7"})

    assert "2 of 3 sent" in shown(seller.get(page(order)))
    assert 'wblNo=7"' in shown(seller.get(page(order)))


def test_a_number_is_corrected_on_its_page(seller, order, store, cj):
    parcel = send(order, carrier=cj, tracking_number="1", by=store.owner)

    assert 'value="1"' in shown(seller.get(move_url(parcel, "correct")))
    seller.post(move_url(parcel, "correct"), {"carrier": cj.pk, "tracking_number": "2"})

    assert Parcel.objects.get().tracking_number == "2"


def test_the_store_says_that_it_was_delivered(seller, order, store, cj):
    parcel = send(order, carrier=cj, tracking_number="1", by=store.owner)

    seller.post(move_url(parcel, "deliver"))

    assert Order.objects.get().status == "completed"


def test_a_parcel_is_unpacked(seller, order, store):
    seller.post(move_url(pack(order, by=store.owner), "unpack"))

    assert Parcel.objects.get().status == "unpacked"
    assert "Still to be packed" in shown(seller.get(page(order)))


def test_the_move_that_came_too_late_says_so(seller, order, store, cj):
    parcel = send(order, carrier=cj, tracking_number="1", by=store.owner)

    answer = seller.post(move_url(parcel, "unpack"), follow=True)

    assert "cannot be done any more" in shown(answer)


def test_strangers_find_nothing_and_buyers_may_not(client, order, store, ann, dan, seller, cj):
    parcel = send(order, carrier=cj, tracking_number="1", by=store.owner)
    other = OrderFactory().store.owner

    for user, status in ((dan, 403), (ann, 403), (other, 404)):
        client.force_login(user)
        assert client.post(move_url(parcel, "deliver")).status_code == status
        assert client.post(url(order, "send")).status_code == status


def test_a_delivery_has_no_parcels(seller, store):
    order = OrderFactory(store=store, status="accepted")

    assert seller.get(url(order, "pack")).status_code == 404


def test_the_board_asks_as_many_queries_for_many_parcels(
    seller, store, ann, django_assert_num_queries
):
    sent_order("ready", store=store, customer=ann)
    with CaptureQueriesContext(connection) as one:
        seller.get(reverse("orders:board"))
    for _ in range(4):
        sent_order("ready", store=store, customer=ann)

    with django_assert_num_queries(len(one)):
        seller.get(reverse("orders:board"))


def test_the_file_of_orders_has_carriers_and_numbers(
    seller, order, store, cj, django_assert_num_queries
):
    send(order, carrier=cj, tracking_number="1", by=store.owner)
    Parcel.objects.update(tracking_number="=1+1")  # of before only letters and digits were allowed
    with CaptureQueriesContext(connection) as one:
        rows = seller.get(reverse("orders:sold-download")).getvalue().decode().splitlines()

    assert rows[0].endswith("Carrier,Tracking number")
    assert rows[1].endswith("CJ Logistics,'=1+1")
    send(parcel_order(order.customer, store), carrier=cj, tracking_number="2", by=store.owner)
    with django_assert_num_queries(len(one)):
        seller.get(reverse("orders:sold-download")).getvalue()
