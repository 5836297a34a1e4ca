"""Categories and types of tickets are changed until something that was held or sold depends on them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.racing import losers, together
from tests.ticketing.buying import hold_seats, lapse
from tests.ticketing.factories import (
    make_category,
    make_date,
    make_event,
    make_plan,
    sell_tickets,
    type_of,
)
from ticketing.dates.category_changes import change_category, change_type
from ticketing.dates.places import make_places
from ticketing.dates.pricing_grid import PricesRefused
from ticketing.models import Category, Place, TicketType
from ticketing.refusals import PlacesGone


def change(category, capacity):
    change_category(category, category.name, category.color, capacity)


def test_places_without_numbers_become_seats_and_the_other_way_round(store):
    event = make_event(store)
    category = make_category(event, "A")
    date = make_date(event)

    change(category, 4)
    assert date.places.filter(category=category, seat=None).count() == 4

    date.plan_version = make_plan(store)
    date.save(update_fields=["plan_version"])
    change(Category.objects.get(pk=category.pk), None)
    assert date.places.filter(seat=None).count() == 0
    assert date.places.filter(category=category).count() == 10


def test_seats_of_a_plan_stay_seats(seated):
    with pytest.raises(PricesRefused, match="change it in the plan"):
        change(seated.event.categories.get(), 5)


def test_the_kind_stays_once_a_place_was_sold(standing, ann):
    sell_tickets(standing, ann)

    with pytest.raises(PricesRefused, match="Add a category instead"):
        change(standing.event.categories.get(), None)
    assert standing.places.count() == make_places(standing) + 10


def test_a_type_moves_to_another_category_on_its_page(client, bea, seated):
    client.force_login(bea)
    page = reverse("ticketing:type-edit", args=[seated.event.number, type_of(seated).pk])
    other = make_category(seated.event, "B", capacity=5)
    other.types.update(name="Child")
    data = {"name": "Adult", "price": "45000", "least": "1", "category": other.pk}

    assert client.post(page, data).status_code == 302

    moved = TicketType.objects.get(name="Adult")
    assert (moved.category, moved.price) == (other, Decimal(45_000))


def test_what_is_held_or_was_ordered_is_not_moved(client, bea, seated, ann):
    client.force_login(bea)
    other = make_category(seated.event, "B", capacity=5)
    type_ = type_of_seats(seated)
    page = reverse("ticketing:type-edit", args=[seated.event.number, type_.pk])
    data = {"name": "Adult", "price": "50000", "least": "1", "category": other.pk}

    assert "a type of this name" in client.post(page, data).content.decode()
    other.types.update(name="Child")
    hold = hold_seats(seated, ann)
    assert "held or were ordered" in client.post(page, data).content.decode()
    lapse(hold)
    change_type(type_, other)
    type_.refresh_from_db()
    assert type_.category == other


def type_of_seats(date):
    return date.event.categories.get(name="A").types.get()


@pytest.mark.django_db(transaction=True)
def test_who_holds_while_a_type_moves_gets_no_place_of_another_category(seated, ann):
    other = make_category(seated.event, "B", capacity=5)
    other.types.update(name="Child")
    type_ = type_of_seats(seated)

    results = together(lambda: change_type(type_, other), lambda: hold_seats(seated, ann))

    assert [type(each) for each in losers(results)] in ([PricesRefused], [PlacesGone])
    for place in Place.objects.exclude(type=None).select_related("type"):
        assert place.category_id == place.type.category_id
