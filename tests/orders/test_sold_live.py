"""The store's page of an order refreshes itself."""

import pytest
from django.urls import reverse

from core.lifecycle import move
from delivery.lifecycle import Status as DeliveryStatus
from orders.statuses import Status
from tests.factories import DeliveryFactory, OrderFactory

HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


def page_of(order):
    return reverse("orders:sold-order", args=[order.number])


def test_polling_gets_204_while_nothing_changed(keeper, store, bea):
    order = OrderFactory(store=store, status=Status.ACCEPTED, fulfilment="pickup")
    first = keeper.get(page_of(order))
    seen = first.context["seen"]

    same = keeper.get(page_of(order), {"seen": seen}, **HTMX)
    move(order, "prepare", by=bea)
    other = keeper.get(page_of(order), {"seen": seen}, **HTMX)

    assert f'data-live="order.{order.number}"' in first.content.decode()
    assert (same.status_code, other.status_code) == (204, 200)
    assert "<html" not in other.content.decode()


def test_the_page_changes_with_its_delivery(keeper, store, rider):
    delivery = DeliveryFactory(store=store)
    url = page_of(delivery.order)
    seen = keeper.get(url).context["seen"]

    move(delivery, "accept", by=rider.user)

    assert "Cy comes to pick it up" in keeper.get(url, {"seen": seen}, **HTMX).content.decode()


def test_the_page_shows_that_a_rider_released_and_took_it_again(keeper, store, rider):
    delivery = DeliveryFactory(store=store, status=DeliveryStatus.ASSIGNED, rider=rider)
    url = page_of(delivery.order)
    seen = keeper.get(url).context["seen"]

    move(delivery, "release", by=rider.user)
    move(delivery, "accept", by=rider.user)

    assert keeper.get(url, {"seen": seen}, **HTMX).status_code == 200


def test_the_page_of_a_completed_order_does_not_poll(keeper, store):
    delivery = DeliveryFactory(store=store, status=DeliveryStatus.DELIVERED)

    assert "data-live" not in keeper.get(page_of(delivery.order)).content.decode().split("<main")[1]


def test_without_htmx_the_page_is_always_whole(keeper, store):
    order = OrderFactory(store=store, status=Status.PAID)
    seen = keeper.get(page_of(order)).context["seen"]

    assert "<html" in keeper.get(page_of(order), {"seen": seen}).content.decode()
