"""An order of parcels reads in the words of parcels, for its buyer and its store."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core.lifecycle import move
from orders.board import board_of
from shipping.models import Parcel
from shipping.packing import pack
from shipping.services import dispatch, send
from tests.factories import OrderFactory


@pytest.fixture
def delivered(order, store, cj):
    send(order, carrier=cj, tracking_number="1", by=store.owner)
    move(Parcel.objects.get(), "deliver", by=store.owner)
    order.refresh_from_db()
    return order


def labels(order, language):
    with override(language):
        return [str(row.label) for row in order.history.order_by("pk")]


def test_the_timeline_says_packed_dispatched_delivered(delivered):
    assert labels(delivered, "en")[-3:] == ["Packed", "Dispatched", "Delivered"]
    assert labels(delivered, "ko")[-3:] == ["포장 완료", "발송됨", "배송 완료"]


def test_a_meal_is_still_ready_and_handed_over(store):
    meal = OrderFactory(store=store, status="ready", fulfilment="pickup")

    move(meal, "complete", by=store.owner)

    assert labels(meal, "en")[-1] == "Handed over"


def test_the_statuses_of_a_parcel_are_not_those_of_a_ride(order, store, cj):
    send(order, carrier=cj, tracking_number="1", by=store.owner)
    order.refresh_from_db()

    with override("ko"):
        assert order.get_status_display() == "배송 중"
        assert Parcel.objects.get().get_status_display() == "배송 중"


def test_the_address_of_a_parcel_is_where_it_was_sent_only_once_it_left(order, store, cj):
    def labels():
        return [override(language)(lambda: order.address_label)() for language in ("en", "ko")]

    before = labels()
    send(order, carrier=cj, tracking_number="1", by=store.owner)
    order.refresh_from_db()
    sent = labels()
    move(Parcel.objects.get(), "deliver", by=store.owner)
    order.refresh_from_db()

    assert before == ["Deliver to", "배송지"]
    assert sent == labels() == ["Sent to", "배송지"]


def test_the_address_is_headed_in_the_words_of_parcels(client, ann, order):
    ann.language = "ko"
    ann.save(update_fields=["language"])
    client.force_login(ann)
    client.cookies["django_language"] = "ko"

    page = client.get(order.get_absolute_url()).content.decode()

    assert '<h2 id="where">배송지</h2>' in page


def test_one_button_says_that_the_only_parcel_was_delivered(client, order, store, cj):
    send(order, carrier=cj, tracking_number="1", by=store.owner)
    client.force_login(store.owner)

    page = client.get(reverse("orders:sold-order", args=[order.number])).content.decode()

    assert "All was delivered" in page
    assert "It was delivered" not in page


def test_each_of_several_parcels_has_a_button_of_its_own(client, order, store, cj):
    pack(order, {order.lines.get().pk: 1}, by=store.owner)
    send(order, carrier=cj, tracking_number="1", by=store.owner)
    client.force_login(store.owner)
    for parcel in Parcel.objects.filter(status="packed"):
        dispatch(parcel, by=store.owner, carrier=cj, tracking_number="2")

    page = client.get(reverse("orders:sold-order", args=[order.number])).content.decode()

    assert page.count("It was delivered") == 2
    assert page.count("All was delivered") == 1


def test_the_column_with_a_parcel_is_not_called_cooking(order, store, bea):
    """Also where the store offers parcels no more."""
    move(order, "accept", by=store.owner)

    titles = [str(column.title) for column in board_of(bea, timezone.now())]

    assert titles == ["New", "In preparation", "Ready"]
