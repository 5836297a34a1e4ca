"""What is shown of dates and events, the same by the function and by the filters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.ticketing.buying import hold_seats, lapse
from tests.ticketing.factories import make_date, make_event, seated_date, sell_tickets
from ticketing.dates.places import block
from ticketing.models import EventDate
from ticketing.phases import Phase, dates_in, events_in, phase_of_date, phase_of_event, with_free

HOUR = timedelta(hours=1)


def phases(date):
    """Of the date and its event; the filters agree."""
    now = timezone.now()
    [fresh] = with_free(EventDate.objects.select_related("event").filter(pk=date.pk), now)
    phase = phase_of_date(fresh, now, has_free=fresh.has_free)
    of_event = phase_of_event(fresh.event, [phase])
    assert [each for each in Phase if fresh in dates_in(each, now)] in ([phase], [])
    assert [each for each in Phase if fresh.event in events_in(each, now)] == [of_event]
    return phase, of_event


@pytest.mark.parametrize(
    ("window", "phase"),
    [
        ({}, Phase.ON_SALE),
        ({"sale_opens_at": HOUR}, Phase.NOT_YET),
        ({"sale_closes_at": -HOUR}, Phase.ENDED),
        ({"begins_at": -HOUR}, Phase.ENDED),
        ({"begins_at": -HOUR, "sale_closes_at": HOUR}, Phase.ON_SALE),
        ({"cancelled_at": -HOUR}, Phase.CANCELLED),
    ],
)
def test_a_date_is_in_the_phase_of_its_window(store, window, phase):
    date = seated_date(store, rows=1, seats=1)
    times = {name: timezone.now() + offset for name, offset in window.items()}
    EventDate.objects.filter(pk=date.pk).update(**times)

    assert phases(date) == (phase, phase)


@pytest.mark.parametrize("status", ["draft", "announced", "cancelled"])
def test_an_event_that_is_not_published_is_in_the_phase_of_its_status(store, status):
    assert phases(seated_date(store, status=status)) == (status, status)


def test_a_date_is_sold_out_while_all_its_places_are_held_sold_or_blocked(store, ann, dan):
    date = seated_date(store, rows=1, seats=3)
    sell_tickets(date, ann)
    block(date, [date.places.last().pk])
    assert phases(date)[0] == Phase.ON_SALE

    hold = hold_seats(date, dan, first=1)
    assert phases(date) == (Phase.SOLD_OUT, Phase.SOLD_OUT)

    lapse(hold)
    assert phases(date)[0] == Phase.ON_SALE


def test_an_event_is_on_sale_while_one_of_its_dates_is(store):
    date = seated_date(store)
    later = make_date(date.event, sale_opens_at=timezone.now() + HOUR)
    EventDate.objects.filter(pk=date.pk).update(cancelled_at=timezone.now())
    now = timezone.now()

    assert date.event in events_in(Phase.NOT_YET, now)
    EventDate.objects.filter(pk=later.pk).update(cancelled_at=now)
    assert date.event in events_in(Phase.CANCELLED, now)
    make_date(date.event, plan_version=date.plan_version)
    assert date.event in events_in(Phase.ON_SALE, timezone.now())
    assert date.event not in events_in(Phase.CANCELLED, now)


def test_a_published_event_without_dates_is_only_announced(store):
    event = make_event(store)

    assert phase_of_event(event, []) == Phase.ANNOUNCED
    assert event in events_in(Phase.ANNOUNCED, timezone.now())
