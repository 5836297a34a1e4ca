"""A seat is taken while a new version of its plan removes it: one of the two wins, in real threads."""

import uuid

import pytest

from orders.carts import CartOwner
from tests.racing import losers, together
from tests.ticketing.factories import make_category, make_date, make_event, type_of
from tests.ticketing.seating.plans import document, seat
from ticketing.holds.services import take
from ticketing.plans.services import add_plan, add_version
from ticketing.refusals import PlacesGone
from ticketing.seating.specs import PlanRefused

ROUNDS = 4

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_seat_is_held_or_removed(store, turn):
    plan = add_plan(store, document())
    event = make_event(store)
    make_category(event, "R")
    date = make_date(event, plan_version=plan.newest)
    place, type_ = date.places.get(seat__guid="s2"), type_of(date)

    results = together(
        lambda: take(date, CartOwner(visitor_key=uuid.uuid4()), [(place.pk, type_)]),
        lambda: add_version(plan, document(seat(1), seat(3)), seen=1),
    )

    [lost] = losers(results)
    assert isinstance(lost, PlacesGone | PlanRefused)
    is_held = isinstance(lost, PlanRefused)
    assert date.places.filter(seat__guid="s2", state="held").exists() == is_held
    assert plan.seats.get(guid="s2").is_current == is_held
