"""The parts of bench.tickets on a small hall; what it measures needs an idle machine."""

import json
from collections import Counter

import pytest

from bench.tickets_buyers import LEFT, PAID, SOLD_OUT, TOO_LATE, Crowd, Visitor
from bench.tickets_hall import Hall, Sold
from bench.tickets_parts import wrong_with
from bench.tickets_watchers import held_in, waits_of
from tests.checkout.test_budget import ClientBrowser
from tests.ticketing.factories import seated_date, standing_date, type_of


def come(crowd, number, wish):
    return Visitor(crowd, ClientBrowser(), wish, f"guest{number}@example.com").come()


@pytest.mark.django_db(transaction=True)  # the load ends holds by connections of its own
def test_buyers_take_what_others_leave_and_the_last_finds_nothing(store):
    date = seated_date(store, rows=1, seats=2)
    crowd = Crowd(Hall(date, type_of(date), is_numbered=True))

    answers = [come(crowd, n, wish) for n, wish in enumerate([LEFT, TOO_LATE, PAID, PAID, PAID])]

    assert answers == [LEFT, TOO_LATE, PAID, PAID, SOLD_OUT]
    assert crowd.hall.sold() == Sold(places=2, tickets=2, orders=2, strays=0, twice=0)


def test_an_area_without_numbers_is_sold_out_too(store):
    date = standing_date(store, capacity=1)
    crowd = Crowd(Hall(date, type_of(date), is_numbered=False))

    assert [come(crowd, number, PAID) for number in (1, 2)] == [PAID, SOLD_OUT]


@pytest.mark.parametrize(
    "broken", [(1, 2, 2, 0, 0), (2, 2, 1, 0, 0), (2, 2, 2, 1, 0), (2, 2, 2, 0, 1)]
)
def test_each_broken_rule_of_the_database_is_named(broken):
    assert Sold(2, 2, 2, 0, 0).wrong("buyers", 2) == []
    assert len(Sold(*broken).wrong("buyers", 2)) == 1


def test_an_error_page_is_a_miss():
    assert wrong_with(Counter({PAID: 2, SOLD_OUT: 3}), 2) == []
    assert wrong_with(Counter({PAID: 2, "WrongAnswer: map: 500": 1}), 2) == [
        "1 × WrongAnswer: map: 500"
    ]


def test_a_page_that_never_shows_a_hold_has_lost_it():
    data = {"topic": "event-date.K7", "states": {"4": ["h", 7, 9], "5": [".", 8, None]}}
    event = f"event: news\ndata: {json.dumps(data)}".encode()

    assert held_in(event) == (4,)
    assert waits_of([(4, 10.0), (6, 11.0)], [{4: 10.5}, {4: 10.2, 6: 11.1}]) == (
        [0.5, pytest.approx(0.2), pytest.approx(0.1)],
        1,
    )
