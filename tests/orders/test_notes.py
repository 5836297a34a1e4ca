"""The notes for the store and for the rider, and whether cutlery is wanted: who sees which."""

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from delivery.lifecycle import Status as DeliveryStatus
from orders.statuses import Status
from tests.factories import DeliveryFactory, OrderFactory

WISHES = {"note": "No onions", "rider_note": "Leave it at the door", "cutlery": True}
COPY_OPEN = import_module("orders.migrations.0020_notes_of_open_orders").COPY_OPEN


def text_of(response):
    return response.content.decode()


@pytest.fixture
def order(ann, store):
    return OrderFactory(customer=ann, store=store, status=Status.PAID, **WISHES)


def test_buyer_and_store_see_both_notes_separately(client, ann, bea, order):
    for reader, name in ((ann, "orders:order"), (bea, "orders:sold-order")):
        client.force_login(reader)
        page = text_of(client.get(reverse(name, args=[order.number])))

        assert "For the store</span> No onions" in page
        assert "For the rider</span> Leave it at the door" in page
        assert "With cutlery" in page


def test_the_board_shows_the_note_for_the_store(client, bea, order):
    client.force_login(bea)

    page = text_of(client.get(reverse("orders:board")))

    assert "No onions" in page
    assert "With cutlery" in page
    assert "Leave it at the door" not in page


def test_the_rider_sees_only_the_riders_note(client, rider):
    job = DeliveryFactory(status=DeliveryStatus.PICKED_UP, rider=rider, **WISHES)
    client.force_login(rider.user)

    page = text_of(client.get(reverse("delivery:ride", args=[job.order.number])))

    assert "Leave it at the door" in page
    assert "No onions" not in page


def test_the_migration_copies_notes_of_open_deliveries_for_their_riders(ann, store):
    old = {"customer": ann, "store": store, "note": "Gate code 77"}
    under_way = OrderFactory(status=Status.ACCEPTED, **old)
    over = OrderFactory(status=Status.COMPLETED, **old)
    pickup = OrderFactory(status=Status.ACCEPTED, fulfilment="pickup", **old)

    with connection.cursor() as cursor:
        cursor.execute(COPY_OPEN)

    notes = []
    for order in (under_way, over, pickup):
        order.refresh_from_db()
        notes.append((order.note, order.rider_note))
    assert notes == [("Gate code 77", "Gate code 77"), ("Gate code 77", ""), ("Gate code 77", "")]
