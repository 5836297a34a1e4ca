from decimal import Decimal

import pytest

from delivery.queries import offers_for, riders_for
from delivery.shifts import activate_area, change_shift
from delivery.topics import ANYWHERE, offer_topic, offer_topics
from tests.factories import DeliveryFactory, RiderFactory, StoreFactory, WorkingAreaFactory

GANGNAM = {"latitude": 37.4979, "longitude": 127.0276}


def at(kilometres_north, **fields):
    """A delivery from a store so far north of the centre of the riders' area."""
    latitude = 37.5702 + kilometres_north / 111.2
    return DeliveryFactory(store=StoreFactory(latitude=latitude, longitude=126.9831), **fields)


def test_offers_are_those_within_the_area_nearest_first(rider):
    far, near, _beyond = at(4.9), at(1), at(5.1)

    offers = list(offers_for(rider))

    assert offers == [near, far]
    assert [round(offer.distance, 1) for offer in offers] == [1.0, 4.9]


def test_only_the_active_area_counts(rider):
    distant = DeliveryFactory(store=StoreFactory(**GANGNAM))
    at(1)
    activate_area(WorkingAreaFactory(rider=rider, radius_km=Decimal(1), **GANGNAM))

    assert list(offers_for(rider)) == [distant]


def test_a_store_without_a_position_is_offered_last(rider):
    unknown = DeliveryFactory(store=StoreFactory(latitude=None, longitude=None))
    known = at(4)

    assert list(offers_for(rider)) == [known, unknown]


def test_off_shift_nothing_is_offered(rider):
    at(1)
    change_shift(rider, False)

    assert list(offers_for(rider)) == []


def test_any_number_of_offers_needs_two_queries(rider, django_assert_num_queries):
    for kilometres in range(4):
        at(kilometres)

    with django_assert_num_queries(2):
        found = [
            (offer.order.store.name, offer.pick_up_neighbourhood) for offer in offers_for(rider)
        ]
    assert len(found) == 4


def test_a_rider_is_subscribed_to_every_store_their_area_covers(rider):
    area = rider.areas.get()
    for kilometres in (-4.9, 0, 4.9):
        assert offer_topic(at(kilometres)) in offer_topics(area)


def test_every_rider_is_subscribed_to_stores_without_a_position(rider):
    unknown = DeliveryFactory(store=StoreFactory(latitude=None, longitude=None))

    assert offer_topic(unknown) == ANYWHERE
    assert ANYWHERE in offer_topics(rider.areas.get())


@pytest.mark.parametrize("latitude", [-90, -70, 0, 37.57, 69.6, 85, 89.9])
def test_the_largest_area_listens_to_few_cells_anywhere_on_earth(db, latitude):
    widest = RiderFactory(area__radius_km=Decimal(20), area__latitude=latitude).areas.get()

    assert len(offer_topics(widest)) <= 40


@pytest.mark.parametrize("latitude", [-70, 0, 69.6, 85])
@pytest.mark.parametrize("side", [-1, 1])
def test_the_largest_area_is_subscribed_to_stores_on_its_edges(db, latitude, side):
    widest = RiderFactory(area__radius_km=Decimal(20), area__latitude=latitude).areas.get()
    north, east = widest.reach
    for edge in (
        (latitude + side * north * 0.99, 126.9831),
        (latitude, 126.9831 + side * east * 0.99),
    ):
        store = StoreFactory(latitude=edge[0], longitude=edge[1])

        assert offer_topic(DeliveryFactory(store=store)) in offer_topics(widest)


def test_riders_are_not_offered_their_own_orders(rider):
    own, of_a_guest = at(1, customer=rider.user), at(2, customer=None, guest_key="k" * 32)

    assert list(offers_for(rider)) == [of_a_guest]
    assert list(riders_for(own)) == []
    assert list(riders_for(of_a_guest)) == [rider]
