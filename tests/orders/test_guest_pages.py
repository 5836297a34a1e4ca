"""The pages of a guest's order, at its unguessable URL."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actors import SYSTEM, Guest
from core.lifecycle import move
from orders.statuses import Status
from tests.factories import paid_for, place
from tests.orders.test_customer_pages import text_of


@pytest.fixture
def guests(noodles):
    return place(None, noodles)


def test_a_guest_views_and_cancels_an_order_by_its_key(client, guests):
    page = text_of(client.get(guests.get_absolute_url()))
    assert "Keep this link" in page
    assert f"http://testserver{guests.get_absolute_url()}" in page

    client.post(reverse("orders:guest-move", args=[guests.guest_key, "cancel"]))

    guests.refresh_from_db()
    assert guests.status == Status.CANCELLED


def test_the_hint_at_a_confirmation_mail_is_shown_only_until_payment(client, guests):
    unpaid = text_of(client.get(guests.get_absolute_url()))
    paid_for(guests)
    move(guests, "pay", by=SYSTEM)
    paid = text_of(client.get(guests.get_absolute_url()))
    move(guests, "cancel", by=Guest(guests.guest_key))
    over = text_of(client.get(guests.get_absolute_url()))

    assert f"We mail it to {guests.email}, too, once the order is paid." in unpaid
    assert "once the order is paid" not in paid
    assert f"We mailed it to {guests.email}, too." in paid
    assert "can follow and cancel the order" in paid
    assert "can follow and cancel the order" not in over


def test_a_guest_key_opens_its_order_only(client, ann, guests):
    assert client.get("/orders/guest/None/").status_code == 404
    assert client.get(reverse("orders:guest-order", args=["x" * 5000])).status_code == 404
    accept = reverse("orders:guest-move", args=[guests.guest_key, "accept"])
    assert client.post(accept, {"minutes": 3}).status_code == 403
    client.force_login(ann)
    assert client.get(f"/orders/{guests.number}/").status_code == 404


def test_a_page_reads_no_delivery_before_acceptance_and_no_refund_before_there_is_one(
    client, guests
):
    paid_for(guests)

    with CaptureQueriesContext(connection) as asked:
        client.get(guests.get_absolute_url())

    read = " ".join(query["sql"] for query in asked)
    assert "payments_payment" in read
    assert not re.findall("delivery_delivery|payments_refund", read)
