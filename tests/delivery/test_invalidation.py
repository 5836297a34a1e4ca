"""Which topics each change of a delivery invalidates."""

import pytest

from core.lifecycle import move
from delivery import services
from delivery.lifecycle import Status
from delivery.topics import offer_topic
from live.pages import person_topic
from stores.topics import sales_topic
from tests.factories import DeliveryFactory


@pytest.fixture
def topics_of(ann, store, rider, overhear):
    """`topics_of(act, status)`: the topics published by `act(delivery)` on one in that status."""

    def topics(act, status=Status.SEARCHING):
        delivery = DeliveryFactory(customer=ann, store=store, status=status, rider=rider)
        with overhear() as topics:
            act(delivery)
        number = delivery.order.number
        names = {f"order.{number}": "order", offer_topic(delivery): "offers"}
        names |= {sales_topic(store.owner_id): "board", person_topic(rider.pk): "rider"}
        return {names.get(topic) for topic in topics} - {None}

    return topics


def test_a_new_delivery_invalidates_riders_nearby_and_its_board(ann, store, overhear):
    with overhear() as topics:
        delivery = DeliveryFactory(customer=ann, store=store, by_moves=True)

    assert {offer_topic(delivery), sales_topic(store.owner_id)} <= set(topics)


def test_taking_it_invalidates_all_riders_nearby(topics_of, rider):
    topics = topics_of(lambda delivery: services.accept(delivery, rider.user))

    assert topics == {"order", "board", "offers", "rider"}


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        (Status.ASSIGNED, "release"),
        (Status.ASSIGNED, "pick_up"),
        (Status.PICKED_UP, "deliver"),
        (Status.PICKED_UP, "fail"),
    ],
)
def test_each_step_of_the_rider_invalidates_all_riders_nearby(topics_of, rider, status, verb):
    topics = topics_of(lambda job: move(job, verb, by=rider.user, note="Nobody opens"), status)

    assert topics == {"order", "board", "offers", "rider"}


def test_cancelling_the_order_invalidates_the_rider_who_has_it(topics_of, bea):
    topics = topics_of(
        lambda job: move(job.order, "cancel_by_store", by=bea, note="No gas"), Status.ASSIGNED
    )

    assert topics == {"order", "board", "offers", "rider"}


def test_an_unclaimed_delivery_invalidates_the_store(topics_of):
    topics = topics_of(
        lambda job: services.tell_unclaimed(job.searching_since + services.UNCLAIMED_AFTER)
    )

    assert topics == {"order", "board"}
