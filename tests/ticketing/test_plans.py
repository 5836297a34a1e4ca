"""Plans of a store: stored unchanged, changed by versions, never from under a buyer."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.ticketing.factories import make_category, make_date, make_event, sell_tickets
from tests.ticketing.seating.plans import document, row_of, seat
from ticketing.models import EventDate, Place
from ticketing.plans.files import geometry_text, seats_as_csv
from ticketing.plans.services import (
    ChangedMeanwhile,
    PlanChange,
    add_plan,
    add_version,
    change_of,
    plans_of,
    remove_plan,
)
from ticketing.seating.plan import plan_of
from ticketing.seating.specs import PlanRefused


@pytest.fixture
def plan(store):
    """Three seats, s1 to s3, of the category R."""
    return add_plan(store, document())


@pytest.fixture
def date(store, plan):
    event = make_event(store)
    make_category(event, "R")
    return make_date(event, plan_version=plan.newest)


def without(*numbers):
    return document(*(seat(n) for n in (1, 2, 3) if n not in numbers))


def sell(date, ann, guid):
    place = date.places.get(seat__guid=guid)
    type_ = date.event.categories.get().types.get()
    return sell_tickets(date, ann, type_=type_, places=[place])


def test_a_document_is_stored_with_every_key_of_it(store):
    written = document(
        seat(1, jumun_kind="wheelchair", extra=[1.5, None, {"a": "좌석"}]), theirs=1e-7
    )

    plan = add_plan(store, written)

    plan.refresh_from_db()
    assert json.dumps(plan.newest.layout, sort_keys=True) == json.dumps(written, sort_keys=True)
    assert list(plan.seats.values_list("guid", "kind", "x", "y", "position")) == [
        ("s1", "wheelchair", 110, 220, 0)
    ]


def test_a_new_version_keeps_the_positions_of_seats(plan):
    version = add_version(plan, document(seat(5, x=200), seat(2, x=30), seat(1)), seen=1)

    rows = plan.seats.order_by("position").values_list("guid", "position", "is_current")
    assert list(rows) == [("s1", 0, True), ("s2", 1, True), ("s3", 2, False), ("s5", 3, True)]
    assert json.loads(geometry_text(version))["index"] == [3, 1, 0]
    assert plan.seats.get(guid="s2").x == 140


def test_a_seat_that_comes_back_has_its_former_position(plan):
    add_version(plan, without(3), seen=1)

    add_version(plan, document(), seen=2)

    assert plan.seats.get(guid="s3", is_current=True).position == 2


def test_the_same_document_makes_no_version(plan):
    assert add_version(plan, document(), seen=1).number == 1


def test_the_second_of_two_editors_is_refused(plan):
    add_version(plan, without(3), seen=1)

    with pytest.raises(ChangedMeanwhile) as refused:
        add_version(plan, without(2), seen=1)

    assert str(refused.value).startswith("Version 2 was stored meanwhile.")
    assert plan.newest.number == 2


def test_dates_to_come_get_the_seats_of_a_new_version(plan, date):
    version = add_version(plan, document(seat(1), seat(2), seat(4)), seen=1)

    date.refresh_from_db()
    assert date.plan_version == version
    assert set(date.places.values_list("seat__guid", flat=True)) == {"s1", "s2", "s4"}


def test_a_date_of_the_past_stays_as_it_was(plan, date):
    long_ago = timezone.now() - timedelta(days=1)
    EventDate.objects.filter(pk=date.pk).update(begins_at=long_ago)

    add_version(plan, without(3), seen=1)

    date.refresh_from_db()
    assert date.plan_version.number == 1
    assert date.places.count() == 3


def test_a_sold_seat_of_a_date_to_come_stays_in_the_plan(plan, date, ann):
    sell(date, ann, "s2")

    with pytest.raises(PlanRefused) as refused:
        add_version(plan, without(2, 3), seen=1)

    assert str(refused.value) == (
        "These seats are held or sold at dates to come, so they must stay: Stalls · Row 1 · Seat 2."
    )
    assert (plan.newest.number, date.places.count()) == (1, 3)


def test_many_sold_seats_are_counted(store, ann):
    plan = add_plan(store, document(*(seat(n) for n in range(1, 9))))
    event = make_event(store)
    make_category(event, "R")
    date = make_date(event, plan_version=plan.newest)
    sell_tickets(date, ann, 7, type_=event.categories.get().types.get())

    with pytest.raises(PlanRefused, match=r"Stalls · Row 1 · Seat 5, and 2 more\.$"):
        add_version(plan, document(seat(20)), seen=1)


def test_free_places_follow_the_category_of_their_seat(plan, date, ann):
    make_category(date.event, "VIP")
    [ticket] = sell_tickets(
        date,
        ann,
        type_=date.event.categories.get(name="R").types.get(),
        places=[date.places.first()],
    )
    changed = document(*(seat(n, category="VIP") for n in (1, 2, 3)))
    changed["categories"].append({"name": "VIP"})

    add_version(plan, changed, seen=1)

    free = Place.objects.filter(date=date).exclude(pk=ticket.place_id)
    assert {place.category.name for place in free} == {"VIP"}
    assert Place.objects.get(pk=ticket.place_id).category.name == "R"


def test_an_event_without_the_new_category_keeps_its_plan(plan, date):
    changed = document(seat(1, category="VIP"))
    changed["categories"] = [{"name": "VIP"}]

    with pytest.raises(PlanRefused, match="it has no category VIP, which seats have"):
        add_version(plan, changed, seen=1)

    assert plan.seats.filter(is_current=True).count() == 3


def test_what_a_document_would_change_is_counted(plan):
    spec = plan_of(document(seat(1), seat(2, x=500), seat(7)))

    assert change_of(plan, spec) == PlanChange(added=1, gone=1, changed=1)


def test_a_plan_that_no_date_uses_can_be_removed(store, plan):
    remove_plan(plan)

    assert not plans_of(store).exists()


def test_a_plan_in_use_stays(store, plan, date):
    with pytest.raises(PlanRefused, match="cannot be deleted"):
        remove_plan(plan)

    assert plans_of(store).get() == plan


def test_the_table_of_seats_starts_no_formula(store):
    plan = add_plan(store, document(seat(1, seat_guid="=1+1")))

    assert list(seats_as_csv(plan.newest))[-1] == "Stalls,1,1,R,ordinary,110,220,'=1+1\r\n"


def test_a_refused_document_stores_nothing(store, plan):
    twice = document()
    row_of(twice)["seats"].append(seat(1))

    for store_it in (lambda: add_plan(store, twice), lambda: add_version(plan, twice, seen=1)):
        with pytest.raises(PlanRefused):
            store_it()

    assert plans_of(store).count() == plan.versions.count() == 1
