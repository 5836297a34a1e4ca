"""Wishes of some categories: which of the freed places are offered, and as which type of ticket."""

import pytest
from django.utils import timezone

from tests.ticketing.factories import make_category, make_date, make_event, make_type
from tests.ticketing.wishing import held_of, waits
from ticketing.holds.services import release
from ticketing.models import Hold, Place
from ticketing.waiting.offers import OFFER_TIME


@pytest.fixture
def date(store):
    """Two places at the front and two at the back, all held."""
    event = make_event(store)
    for name in ("Front", "Back"):
        make_category(event, name, capacity=2)
    return make_date(event)


@pytest.fixture
def front(date, cy):
    return held(date, cy, "Front")


@pytest.fixture
def back(date, cy):
    return held(date, cy, "Back")


def held(date, holder, name):
    """A hold of all places of the category."""
    category = date.event.categories.get(name=name)
    hold = Hold.objects.create(date=date, user=holder)
    until, type_ = timezone.now() + OFFER_TIME, category.types.get()
    places = Place.objects.filter(category=category)
    places.update(state="held", hold=hold, until=until, type=type_)
    return hold


def free(hold, pieces):
    return release(hold, list(hold.places.values_list("pk", flat=True)[:pieces]))


def offered(wish):
    """The categories of what is offered to it."""
    held_of(wish)
    return sorted(place.category.name for place in wish.offer.places.all()) if wish.offer else []


def test_only_chosen_categories_are_offered(date, front, back, ann, dan):
    choosy = waits(date, ann, 1, [date.event.categories.get(name="Back")])
    anything = waits(date, dan, later=1)

    free(front, 1)

    assert (offered(choosy), offered(anything)) == ([], ["Front"])
    free(back, 1)
    assert offered(choosy) == ["Back"]


def test_several_categories_are_offered_together_where_none_has_enough(date, front, back, ann):
    wish = waits(date, ann, 2, date.event.categories.all())
    free(front, 1)
    assert offered(wish) == []

    free(back, 1)

    assert offered(wish) == ["Back", "Front"]


def test_places_of_one_category_come_first(date, front, back, ann):
    free(front, 1)  # nobody waits yet
    wish = waits(date, ann, 2)

    free(back, 2)

    assert offered(wish) == ["Back", "Back"]


def test_offered_is_a_type_that_anybody_can_buy(date, front, ann):
    usual = date.event.categories.get(name="Front").types.get()
    secret = make_type(usual.category, "Members", price=1, secret_code="FANS")
    type(usual).objects.filter(pk=usual.pk).update(position=secret.position + 1)
    wish = waits(date, ann)

    free(front, 1)

    assert held_of(wish) == 1
    assert wish.offer.places.get().type == usual


def test_offered_is_a_type_of_which_one_can_order_as_many(date, front, ann, dan):
    pairs = date.event.categories.get(name="Front").types.get()
    type(pairs).objects.filter(pk=pairs.pk).update(least=2)
    one = waits(date, ann, 1, [pairs.category])
    two = waits(date, dan, 2, [pairs.category], later=1)

    free(front, 2)

    assert (held_of(one), held_of(two)) == (0, 2)
    assert {place.type for place in two.offer.places.all()} == {pairs}
