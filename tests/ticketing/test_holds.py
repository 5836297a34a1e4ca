"""Holding places: all or none, by the database's clock, within the limits."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from orders.carts import CartOwner
from orders.models import Order
from tests.factories import UserFactory
from tests.ticketing.buying import hold_seats, lapse, states_of
from tests.ticketing.factories import make_type, seated_date, sell_tickets, standing_date, type_of
from ticketing.dates.places import block
from ticketing.holds.services import HOLD_TIME, extend, release, take, take_any, until_of
from ticketing.models import Hold, HoldKind
from ticketing.refusals import (
    BeyondLimit,
    CoolingDown,
    HoldLost,
    NotOnSale,
    PlacesGone,
    SoldOut,
)


def keys(date):
    return list(date.places.order_by("pk").values_list("pk", flat=True))


def test_a_hold_lasts_five_minutes_by_the_databases_clock(seated, ann):
    hold = hold_seats(seated, ann, 2)

    [until] = {place.until for place in hold.places.all()}
    place = hold.places.first()
    assert abs(until - place.taken_at - HOLD_TIME) < timedelta(seconds=1)
    assert timedelta(minutes=5) == HOLD_TIME


def test_all_or_none_and_who_was_faster_is_named(seated, ann, dan):
    hold_seats(seated, ann, 1, first=1)

    with pytest.raises(PlacesGone, match="Main · Row 1 · Seat 2") as refusal:
        hold_seats(seated, dan, 3)

    assert refusal.value.places == [keys(seated)[1]]
    assert states_of(seated).count("held") == 1
    assert Hold.objects.count() == 1


def test_adding_a_place_restarts_nothing(seated, ann):
    hold = hold_seats(seated, ann)
    until = timezone.now() + timedelta(minutes=2)
    extend(hold, until, pieces=1)

    added = hold_seats(seated, ann, first=1)

    assert added == hold
    assert {place.until for place in hold.places.all()} == {until}
    assert hold.places.count() == 2


def test_a_lapsed_place_is_free_for_others_at_once_and_for_its_buyer_after_a_minute(
    seated, ann, dan
):
    hold = hold_seats(seated, ann)
    lapse(hold, seconds=10)

    with pytest.raises(CoolingDown):
        hold_seats(seated, ann)
    lapse(hold, seconds=61)
    again = hold_seats(seated, ann)
    lapse(again, seconds=1)
    hold_seats(seated, dan)

    assert seated.places.get(state="held").hold.user == dan


def test_a_lapsed_hold_takes_no_more_places(seated, ann):
    hold = hold_seats(seated, ann)
    lapse(hold)

    with pytest.raises(HoldLost):
        hold_seats(seated, ann, first=3, hold=hold)


def test_released_places_are_free_at_once(seated, ann, dan):
    hold = hold_seats(seated, ann, 2)

    assert release(hold, [keys(seated)[0]]) == 1
    hold.refresh_from_db()
    assert hold.ended_at is None
    assert release(hold) == 1
    hold.refresh_from_db()

    assert hold.ended_at is not None
    assert until_of(hold) is None
    hold_seats(seated, dan, 2)


def test_a_lost_place_is_neither_released_nor_extended(seated, ann, dan):
    hold = hold_seats(seated, ann)
    lapse(hold)
    hold_seats(seated, dan)

    assert release(hold) == 0
    with pytest.raises(HoldLost):
        extend(hold, timezone.now() + HOLD_TIME, pieces=1)
    assert seated.places.get(state="held").hold.user == dan


def test_any_places_of_an_area_are_taken_until_none_is_left(store, ann, dan):
    date = standing_date(store, capacity=3)
    category = date.event.categories.get()
    take_any(date, CartOwner(user=ann), category, type_of(date), 2)

    with pytest.raises(SoldOut, match="Only 1 place is left") as refusal:
        take_any(date, CartOwner(user=dan), category, type_of(date), 2)

    assert refusal.value.left == 1
    take_any(date, CartOwner(user=dan), category, type_of(date), 1)
    with pytest.raises(SoldOut, match="no place left"):
        take_any(date, CartOwner(user=dan), category, type_of(date), 1)


def test_types_share_the_capacity_of_their_category(store, ann):
    date = standing_date(store, capacity=3)
    category = date.event.categories.get()
    child = make_type(category, "Child", price=20_000)
    take_any(date, CartOwner(user=ann), category, type_of(date), 2)

    with pytest.raises(SoldOut):
        take_any(date, CartOwner(user=ann), category, child, 2)


def test_a_type_of_another_category_buys_no_seat(seated, store, ann):
    other = type_of(standing_date(store))

    with pytest.raises(PlacesGone):
        take(seated, CartOwner(user=ann), [(keys(seated)[0], other)])


def test_a_blocked_place_is_only_for_the_desk(seated, ann, bea):
    block(seated, keys(seated)[:1])

    with pytest.raises(PlacesGone):
        hold_seats(seated, ann)
    assert hold_seats(seated, bea, kind=HoldKind.DESK).places.count() == 1


def test_an_order_has_at_most_so_many_tickets(store, ann):
    date = seated_date(store, max_per_order=2)
    hold = hold_seats(date, ann, 2)

    with pytest.raises(BeyondLimit, match="at most 2 tickets"):
        hold_seats(date, ann, first=2)
    assert hold_seats(date, ann, 2) == hold


def test_an_order_has_at_most_so_many_of_a_type(seated, ann):
    type_of(seated).category.types.update(most=1)

    with pytest.raises(BeyondLimit, match="“A · Adult”"):
        hold_seats(seated, ann, 2)


def test_a_person_has_at_most_so_many_over_holds_and_tickets(store, ann, dan):
    date = seated_date(store, max_per_person=3)
    sell_tickets(date, ann, 2)
    hold_seats(date, ann, 1, first=2)

    with pytest.raises(BeyondLimit, match="A person can have at most 3"):
        hold_seats(date, ann, 1, first=3)
    hold_seats(date, dan, 3, first=3)


def test_what_a_visitor_ordered_counts_for_their_next_hold(store, ann):
    date, buyer = seated_date(store, max_per_person=2), CartOwner(visitor_key=uuid.uuid4())
    [ticket, _other] = sell_tickets(date, ann, 2)
    theirs = {"customer": None, "guest_key": "k", "visitor_key": buyer.visitor_key}
    Order.objects.filter(pk=ticket.order_id).update(**theirs)

    with pytest.raises(BeyondLimit):
        take(date, buyer, [(keys(date)[5], type_of(date))])


def test_visitors_are_told_apart_by_their_key(seated):
    first, second = (CartOwner(visitor_key=uuid.uuid4()) for _each in range(2))
    type_, seats = type_of(seated), keys(seated)

    held = [take(seated, who, [(seats.pop(), type_)]) for who in (first, second)]

    assert held[0] != held[1]
    assert take(seated, first, [(seats.pop(), type_)]) == held[0]


@pytest.mark.parametrize(
    "window",
    [
        {"sale_opens_at": timezone.now() + timedelta(hours=1)},
        {"sale_closes_at": timezone.now() - timedelta(hours=1)},
        {"begins_at": timezone.now() - timedelta(hours=1)},
        {"cancelled_at": timezone.now()},
    ],
)
def test_only_a_date_on_sale_sells(seated, ann, window):
    type(seated).objects.filter(pk=seated.pk).update(**window)

    with pytest.raises(NotOnSale):
        hold_seats(seated, ann)


def test_a_draft_sells_nothing(store, ann):
    with pytest.raises(NotOnSale):
        hold_seats(seated_date(store, status="draft"), ann)


def test_a_type_is_sold_in_its_window_and_to_those_who_know_its_code(seated, ann):
    types = type_of(seated).category.types
    types.update(opens_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(NotOnSale):
        hold_seats(seated, ann)

    types.update(opens_at=None, secret_code="FANS")
    with pytest.raises(NotOnSale):
        hold_seats(seated, ann)
    hold_seats(seated, ann, codes=["fans"])


def test_holding_asks_the_same_number_of_queries_for_more_places(
    seated, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        hold_seats(seated, UserFactory(), 8)
