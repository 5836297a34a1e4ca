"""The view of moves, and customers' pages, requested by an owner."""

from datetime import timedelta

import pytest
from django.urls import reverse

from orders.statuses import Status
from tests.factories import OrderFactory, place


@pytest.fixture
def order(ann, store):
    return OrderFactory(customer=ann, store=store, status=Status.PAID)


def url_of(order, verb):
    return reverse("orders:move", args=[order.number, verb])


def text_of(response):
    return response.content.decode()


def test_the_customers_page_is_404_for_the_owner(client, bea, order):
    client.force_login(bea)

    assert client.get(order.get_absolute_url()).status_code == 404
    assert client.post(reverse("orders:again", args=[order.number])).status_code == 404
    assert client.get(reverse("payments:pay", args=[order.number])).status_code == 404


def test_the_owner_makes_moves_with_their_input(client, bea, order):
    client.force_login(bea)

    client.post(url_of(order, "accept"), {"minutes": 25, "next": "/cart/"})

    order.refresh_from_db()
    assert order.status == Status.ACCEPTED
    assert order.ready_by - order.history.last().at == timedelta(minutes=25)


@pytest.mark.parametrize("minutes", ["", "0", "soon", "9" * 5000])
def test_invalid_minutes_are_refused_with_a_message(client, bea, order, minutes):
    client.force_login(bea)

    data = {"minutes": minutes, "next": "/cart/"}
    response = client.post(url_of(order, "accept"), data, follow=True)

    order.refresh_from_db()
    assert "Ready in how many minutes?" in text_of(response)
    assert order.status == Status.PAID


def test_the_owner_does_not_see_unpaid_orders(client, bea, ann, noodles):
    client.force_login(bea)

    assert client.post(url_of(place(ann, noodles), "reject"), {"note": "x"}).status_code == 404
