"""A button pressed twice: the move is made once, and the second press gets a friendly message."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.actors import Guest
from core.lifecycle import move
from delivery.lifecycle import Status as Ride
from delivery.models import Delivery
from orders.statuses import Status
from tests.factories import DeliveryFactory, OrderFactory, RiderFactory

DONE = [("info", "This is done already.")]
NOTE = {"note": "Sold out"}


def twice(client, url, data):
    """The messages of the second press."""
    client.post(url, data, follow=True)
    response = client.post(url, data, follow=True)
    assert response.status_code == 200
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


@pytest.mark.parametrize(
    ("verb", "status", "data"),
    [
        ("accept", Status.PAID, {"minutes": 20}),
        ("reject", Status.PAID, NOTE),
        ("prepare", Status.ACCEPTED, {}),
        ("complete", Status.READY, {}),
        ("cancel_by_store", Status.READY, NOTE),
    ],
)
def test_by_an_owner(client, bea, store, verb, status, data):
    order = OrderFactory(store=store, status=status, fulfilment="pickup")
    client.force_login(bea)

    assert twice(client, reverse("orders:move", args=[order.number, verb]), data) == DONE
    assert order.history.filter(verb=verb).count() == 1


@pytest.fixture
def unclaimed(ann, store):
    """An order without a rider, which can be turned into a pickup."""
    delivery = DeliveryFactory(customer=ann, store=store)
    long_ago = timezone.now() - timedelta(minutes=11)
    Delivery.objects.filter(pk=delivery.pk).update(searching_since=long_ago)
    return delivery.order


def test_by_an_owner_who_turns_it_into_a_pickup(client, bea, unclaimed):
    client.force_login(bea)

    url = reverse("orders:move", args=[unclaimed.number, "turn_into_pickup"])

    assert twice(client, url, {}) == DONE


def test_by_a_customer(client, ann, bea, store, unclaimed):
    paid = OrderFactory(customer=ann, store=store, status=Status.PAID)
    move(unclaimed, "turn_into_pickup", by=bea)
    client.force_login(ann)

    assert twice(client, reverse("orders:move", args=[paid.number, "cancel"]), {}) == DONE
    url = reverse("orders:move", args=[unclaimed.number, "refuse_pickup"])
    assert twice(client, url, {}) == DONE


def test_by_a_guest(client, store):
    order = OrderFactory(customer=None, guest_key="g" * 32, store=store, status=Status.PENDING)
    url = reverse("orders:guest-move", args=[order.guest_key, "cancel"])

    assert twice(client, url, {}) == DONE
    assert order.history.filter(actor_kind=Guest.kind).count() == 2  # placed and cancelled


@pytest.mark.parametrize(
    ("verb", "status", "data"),
    [
        ("pick_up", Ride.ASSIGNED, {}),
        ("deliver", Ride.PICKED_UP, {}),
        ("fail", Ride.PICKED_UP, NOTE),
    ],
)
def test_by_a_rider(client, rider, verb, status, data):
    ride = DeliveryFactory(status=status, rider=rider)
    client.force_login(rider.user)

    url = reverse("delivery:ride-move", args=[ride.order.number, verb])

    assert twice(client, url, data) == DONE
    assert ride.history.filter(verb=verb).count() == 1


def test_by_a_rider_who_takes_or_releases_a_job(client, rider):
    ride = DeliveryFactory()
    client.force_login(rider.user)
    take, give_back = (
        reverse("delivery:ride-move", args=[ride.order.number, verb])
        for verb in ("accept", "release")
    )

    assert twice(client, take, {}) == [("info", "You have this delivery already.")]
    assert twice(client, give_back, {}) == [("warning", "This delivery is not yours any more.")]
    assert [step.verb for step in ride.history.all()] == ["start", "accept", "release"]


@pytest.mark.parametrize(
    ("verb", "status", "data"),
    [
        ("pick_up", Ride.ASSIGNED, {}),
        ("release", Ride.ASSIGNED, {}),
        ("deliver", Ride.PICKED_UP, {}),
        ("fail", Ride.PICKED_UP, NOTE),
        ("retry", Ride.FAILED, {}),
    ],
)
def test_by_an_owner_in_a_riders_place(client, bea, store, verb, status, data):
    ride = DeliveryFactory(store=store, status=status, rider=RiderFactory())
    client.force_login(bea)

    assert twice(client, reverse("delivery:move", args=[ride.order.number, verb]), data) == DONE


def test_a_second_press_shows_the_state_made_by_another(client, bea, ann, store):
    order = OrderFactory(customer=ann, store=store, status=Status.ACCEPTED)
    client.force_login(bea)

    url = reverse("orders:move", args=[order.number, "reject"])

    messages = twice(client, url, NOTE)
    assert messages == [("danger", "This cannot be done any more: it is now “Cooking”.")]
