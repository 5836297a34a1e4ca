"""The organiser's pages of an event's dates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.ticketing.factories import (
    make_date,
    make_event,
    make_plan,
    sell_tickets,
)
from tests.ticketing.owner_urls import url
from ticketing.models import EventDate

WRITTEN = "%Y-%m-%dT%H:%M"
YEAR = timezone.now().year + 1  # all its days are to come


def test_three_evenings_are_added_at_once_in_the_zone_of_the_event(owner, store):
    event = make_event(store, zone="America/New_York")
    version = make_plan(store)
    data = {f"begins_{day}": f"{YEAR}-05-0{day + 1}T20:00" for day in range(3)}

    response = owner.post(
        url("dates-add", event.number),
        {**data, "doors_before": "60", "closes_before": "2", "plan_version": version.pk},
    )

    assert response.url == url("prices", event.number)
    first, _second, third = EventDate.objects.all()
    assert first.begins_at.isoformat() == f"{YEAR}-05-02T00:00:00+00:00"
    assert third.doors_at == third.begins_at - timedelta(hours=1)
    assert third.sale_closes_at == third.begins_at - timedelta(hours=2)
    assert first.places.count() == 10
    assert event.categories.get().name == "A"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"begins_0": ""}, "begins_0"),
        ({"begins_0": "2020-01-01T20:00"}, "begins_0"),
        ({"begins_1": f"{YEAR}-05-01T20:00"}, "begins_1"),
        ({"sale_opens_at": f"{YEAR}-05-01T19:00", "closes_before": "2"}, "sale_opens_at"),
        ({"sale_opens_at": "0001-01-01T00:00"}, "sale_opens_at"),
        ({"doors_before": "-5"}, "doors_before"),
        ({"plan_version": "999999"}, "plan_version"),
    ],
)
def test_wrong_dates_are_refused_at_their_field(owner, store, typed, wrong):
    event = make_event(store)

    response = owner.post(
        url("dates-add", event.number), {"begins_0": f"{YEAR}-05-01T20:00", **typed}
    )

    assert response.status_code == 422
    assert wrong in response.context["form"].errors
    assert not EventDate.objects.exists()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"doors_at": f"{YEAR}-05-01T21:00"}, "doors_at"),
        (
            {"sale_opens_at": f"{YEAR}-04-02T10:00", "sale_closes_at": f"{YEAR}-04-01T10:00"},
            "sale_closes_at",
        ),
        ({"sale_opens_at": f"{YEAR}-05-01T20:00"}, "sale_opens_at"),
    ],
)
def test_a_window_upside_down_is_refused_at_its_field(owner, standing, typed, wrong):
    response = owner.post(
        url("date-edit", standing.event.number, standing.number),
        {"begins_at": f"{YEAR}-05-01T20:00", **typed},
    )

    assert response.status_code == 422
    assert wrong in response.context["form"].errors


def test_a_date_with_tickets_is_not_begun_at_another_time(owner, standing, ann):
    sell_tickets(standing, ann)
    begins_at = standing.begins_at

    owner.post(
        url("date-edit", standing.event.number, standing.number),
        {"begins_at": f"{YEAR + 1}-05-01T20:00", "sale_opens_at": ""},
    )

    standing.refresh_from_db()
    assert standing.begins_at == begins_at


def test_a_date_is_removed_only_while_nothing_was_ordered(owner, standing, ann):
    free = make_date(standing.event, timedelta(days=31))
    sell_tickets(standing, ann)

    for date in (free, standing):
        owner.post(url("date-remove", date.event.number, date.number))

    assert EventDate.objects.get() == standing


def test_a_date_is_postponed_and_cancelled_on_its_pages(owner, standing, ann):
    sell_tickets(standing, ann)
    numbers = standing.event.number, standing.number
    key = owner.get(url("date-postpone", *numbers)).context["form"].initial["key"]
    later = (standing.begins_at + timedelta(days=9)).astimezone(standing.event.time_zone)

    owner.post(
        url("date-postpone", *numbers),
        {"begins_at": later.strftime(WRITTEN), "returnable_until": later.date(), "key": key},
    )
    assert EventDate.objects.get().begins_at == later.replace(second=0, microsecond=0)
    assert owner.post(url("date-cancel", *numbers), {"note": "Rain"}).status_code == 422
    response = owner.post(
        url("date-cancel", *numbers), {"note": "Rain", "is_read": "on"}, follow=True
    )

    page = response.content.decode()
    assert "0 of 1 items are done" in page
    assert 'data-live="refunds.' in page
