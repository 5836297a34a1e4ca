"""Two customers at one map: what one holds is grey for the other, until it lapses by the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from tests.browsing import DESKTOP, PHONE, open_live
from tests.factories import StoreFactory, UserFactory
from tests.ticketing.factories import make_category, make_date, make_event
from ticketing.events import PlacesChanged
from ticketing.live_states import announce_places
from ticketing.models import Place
from ticketing.plans import add_plan
from ticketing.seating.samples import SAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def date(transactional_db):
    store = StoreFactory(owner=UserFactory(name="Bea", role=Role.OWNER))
    plan = add_plan(store, SAMPLES["theatre"].document())
    event = make_event(store)
    for name in plan.seats.order_by().values_list("category", flat=True).distinct():
        make_category(event, name)
    return make_date(event, plan_version=plan.newest)


def test_a_seat_greys_live_and_is_free_again_by_the_clock(date, live_site, browse):
    ann = browse("en", DESKTOP, UserFactory(name="Ann"))
    dan = browse("en", PHONE, UserFactory(name="Dan"))
    ann.goto(date.get_absolute_url())
    open_live(dan, date.get_absolute_url())

    ann.get_by_role("button", name="Hold the best seats").click()

    expect(ann.get_by_role("heading", name="Held for you")).to_be_visible()
    expect(dan.locator("[data-seat-svg] .seat-held")).to_have_count(2)

    soon = timezone.now() + timedelta(seconds=2)
    held = Place.objects.filter(state="held")
    held.update(until=soon)
    announce_places(PlacesChanged(date, list(held.values_list("pk", flat=True))))

    expect(dan.locator("[data-seat-svg] .seat-held")).to_have_count(0)
