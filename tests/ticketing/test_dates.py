"""The places of a date follow its plan and its categories."""

import pytest

from tests.ticketing.factories import (
    make_category,
    make_date,
    make_event,
    make_plan,
    sell_tickets,
    standing_date,
)
from ticketing.dates import places
from ticketing.dates.places import DateRefused, block, make_places, set_capacity


def test_a_date_has_a_place_for_each_seat_and_each_place_without_a_number(store):
    event = make_event(store)
    make_category(event)
    make_category(event, "Standing", capacity=3)

    date = make_date(event, plan_version=make_plan(store, rows=2, seats=5))

    assert date.places.filter(category__name="A", seat__isnull=False).count() == 10
    assert date.places.filter(category__name="Standing", seat=None).count() == 3
    assert make_places(date) == 0


def test_seats_of_an_unknown_category_are_refused(store):
    event = make_event(store)
    make_category(event, "B")

    with pytest.raises(DateRefused, match="does not have: A"):
        make_date(event, plan_version=make_plan(store))


def test_capacity_grows_and_shrinks(standing):
    category = standing.event.categories.get()

    set_capacity(category, 12)
    assert standing.places.count() == 12

    set_capacity(category, 4)
    assert standing.places.count() == 4


def test_capacity_never_falls_below_what_is_sold(store, ann):
    date = standing_date(store, capacity=3)
    sell_tickets(date, ann, quantity=2)

    with pytest.raises(DateRefused, match="Only 1 place can go"):
        set_capacity(date.event.categories.get(), 1)

    assert date.places.count() == 3


def test_a_sold_seat_cannot_leave_the_plan_of_a_date(seated, ann):
    [ticket] = sell_tickets(seated, ann)
    seat = ticket.place.seat
    seat.is_current = False
    seat.save()

    with pytest.raises(DateRefused, match="held or sold"):
        make_places(seated)


def test_a_free_seat_leaves_the_plan_of_a_date(seated):
    seat = seated.places.first().seat
    seat.is_current = False
    seat.save()

    make_places(seated)

    assert seated.places.count() == 9


def test_free_places_are_blocked_and_sold_ones_are_not(seated, ann):
    [ticket] = sell_tickets(seated, ann)
    free = seated.places.filter(state="free").first()

    block(seated, [free.pk])
    with pytest.raises(DateRefused):
        block(seated, [ticket.place_id])

    assert [place.pk for place in seated.places.filter(is_blocked=True)] == [free.pk]


def test_a_date_has_at_most_so_many_places(standing, monkeypatch):
    monkeypatch.setattr(places, "MAX_PLACES", 10)

    with pytest.raises(DateRefused, match="at most 10"):
        set_capacity(standing.event.categories.get(), 11)
