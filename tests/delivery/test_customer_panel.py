"""The delivery on the buyer's page of an order."""

from decimal import Decimal

import pytest
from django.utils import timezone

from core.lifecycle import move
from delivery.lifecycle import Status
from delivery.models import Delivery
from delivery.routing.base import Route
from delivery.routing.cache import store_route
from delivery.routing.services import configured_provider
from delivery.services import UNCLAIMED_AFTER
from orders.adjusting import adjust
from orders.models import Order
from tests.delivery.places import HOME, STORE
from tests.factories import DeliveryFactory, OrderFactory

HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def shopper(client, ann):
    client.force_login(ann)
    return client


@pytest.fixture
def cy(cy):
    cy.phone = "010-9999-7777"
    cy.save(update_fields=["phone"])
    return cy


@pytest.fixture
def brought(ann, store, rider):
    """`brought(status)`: a delivery to Ann that Cy had or has."""

    def made(status, **fields):
        return DeliveryFactory(
            **{"customer": ann, **fields}, store=store, status=status, rider=rider
        )

    return made


def page_of(client, delivery, **query):
    return client.get(delivery.order.get_absolute_url(), query).content.decode()


def turned_into_pickup(ann, store):
    order = OrderFactory(customer=ann, store=store, status="accepted")
    adjust(order, "delivery_fee", Decimal(3000))
    since = timezone.now() - UNCLAIMED_AFTER
    Delivery.objects.filter(order=order).update(searching_since=since)
    move(order, "turn_into_pickup", by=store.owner)
    return order.delivery


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.SEARCHING, "We are looking for a rider who brings it to you."),
        (Status.ASSIGNED, "Your rider is on the way to the store"),
        (Status.PICKED_UP, "On its way since"),
        (Status.DELIVERED, "Cy brought it at"),
        (Status.FAILED, "It could not be delivered: Nobody opened the door"),
    ],
)
def test_the_page_says_how_it_stands(shopper, brought, status, sentence):
    assert sentence in page_of(shopper, brought(status))


def test_what_goes_back_to_the_store_does_not_run_late(shopper, brought, cy):
    delivery = brought(Status.PICKED_UP)
    Order.objects.filter(pk=delivery.order_id).update(ready_by=timezone.now())

    move(delivery, "fail", by=cy, note="Nobody opened the door")

    assert "Running late" not in page_of(shopper, delivery)


@pytest.mark.parametrize("status", Status)
def test_the_riders_phone_is_there_only_while_they_have_it(shopper, brought, cy, status):
    page = page_of(shopper, brought(status))

    assert (cy.phone in page) == (status in (Status.ASSIGNED, Status.PICKED_UP))


def test_a_guest_reads_the_same(client, brought, cy):
    delivery = brought(Status.PICKED_UP, customer=None, guest_key="secret-key-of-a-guest")

    page = page_of(client, delivery)

    for text in ("On its way since", "Cy brings it to you", "Scooter", cy.phone):
        assert text in page


def test_an_order_to_fetch_instead_says_where_what_goes_back_and_the_way_out(shopper, ann, store):
    store.phone = "02-777-8888"
    store.save(update_fields=["phone"])
    delivery = turned_into_pickup(ann, store)

    page = page_of(shopper, delivery)
    asked = shopper.get(f"{delivery.order.get_absolute_url()}refuse_pickup/").content.decode()

    for text in (
        "No rider came: please pick it up",
        store.full_address,
        "tel:02-777-8888",
        "The delivery fee of ₩3,000 goes back to you.",
        "Cancel the order, and everything you paid goes back to you.",
        "refuse_pickup",
    ):
        assert text in page
    assert "Everything you paid goes back to you." in asked


def test_a_finished_or_cancelled_order_asks_no_one_to_come(shopper, ann, store):
    delivery = turned_into_pickup(ann, store)

    move(delivery.order, "refuse_pickup", by=ann)

    assert "please pick it up" not in page_of(shopper, delivery)


def test_the_open_page_changes_when_a_rider_takes_or_leaves_it(shopper, brought, rider):
    delivery = brought(Status.SEARCHING)
    url = delivery.order.get_absolute_url()
    seen = [shopper.get(url).context["seen"]]
    for verb in ("accept", "release", "accept"):
        move(delivery, verb, by=rider.user)
        answer = shopper.get(url, {"seen": seen[-1]}, **HTMX)
        assert answer.status_code == 200
        seen.append(answer.context["seen"])

    assert shopper.get(url, {"seen": seen[-1]}, **HTMX).status_code == 204


def test_another_users_order_does_not_show_its_rider(client, brought, dan):
    delivery = brought(Status.ASSIGNED)
    client.force_login(dan)

    assert client.get(delivery.order.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("status", "count"), [(Status.ASSIGNED, 0), (Status.PICKED_UP, 1)])
def test_once_it_left_the_way_is_said_in_minutes_where_it_is_known(
    shopper, brought, settings, status, count
):
    settings.OSRM_URL = "http://127.0.0.1:9"
    delivery = brought(status, latitude=HOME.latitude, longitude=HOME.longitude)
    store = delivery.order.store
    store.latitude, store.longitude = STORE
    store.save(update_fields=["latitude", "longitude"])
    assert "takes about" not in page_of(shopper, delivery)

    store_route(Route(3000, 700, (STORE, HOME), False, configured_provider().name), STORE, HOME)

    assert page_of(shopper, delivery).count("takes about 12 min") == count
