"""Limits of events: those neither cancelled nor over count; tickets are sold and checked all the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.limits import LimitReached
from tests.factories import MemberFactory
from tests.ticketing.factories import make_date, make_event
from tests.ticketing.owner_urls import url
from tests.ticketing.test_owner_events import fields
from ticketing.dates.edits import Evenings, add_dates, change_date
from ticketing.editing import duplicate
from ticketing.models import Event, EventDate
from ticketing.owner_limits import events_of


def past_event(store):
    """An event whose only date was yesterday."""
    event = make_event(store)
    make_date(event)
    EventDate.objects.filter(event=event).update(begins_at=timezone.now() - timedelta(days=1))
    return event


def test_events_count_until_they_are_over_or_cancelled(store, bea):
    draft, coming = make_event(store, "draft"), make_event(store)
    make_date(coming)
    past_event(store)
    make_event(store, "cancelled")
    called_off = make_event(store)
    make_date(called_off, cancelled_at=timezone.now())

    assert list(events_of(bea.pk, timezone.now())) == [draft, coming]


def test_an_event_beyond_the_limit_is_refused_with_the_input_kept(owner, bea, store, allow):
    make_event(store)
    allow(bea, events=1)
    before = owner.get(url("event-add")).content.decode()

    response = owner.post(url("event-add"), fields(title="Spring Concert"))

    page = response.content.decode()
    assert "The plan includes 1 event at a time." in before
    assert (response.status_code, Event.objects.count()) == (422, 1)
    assert "The plan includes 1 event at a time." in page
    assert 'value="Spring Concert"' in page


def test_who_has_room_at_one_of_two_organisers_reads_of_no_limit(owner, bea, store, allow):
    make_event(store)
    allow(bea, events=1)
    MemberFactory(user=bea, role="manager")

    assert "The plan includes" not in owner.get(url("event-add")).content.decode()


def test_a_copy_is_an_event_too(bea, store, allow):
    event = make_event(store)
    allow(bea, events=1)

    with pytest.raises(LimitReached):
        duplicate(event, by=bea)


def test_an_event_that_is_over_comes_back_only_if_there_is_room(bea, store, allow):
    event, later = past_event(store), timezone.now() + timedelta(days=7)
    make_event(store)
    allow(bea, events=1)

    with pytest.raises(LimitReached):
        add_dates(event, Evenings([later]))
    with pytest.raises(LimitReached):
        change_date(event.dates.get(), {"begins_at": later})

    allow(bea, events=2)
    assert add_dates(event, Evenings([later]))


def test_an_event_at_the_limit_gets_more_dates(bea, store, allow):
    event = make_event(store)
    make_date(event)
    allow(bea, events=1)

    assert add_dates(event, Evenings([timezone.now() + timedelta(days=7)]))


def test_an_event_beyond_the_limit_is_not_changed(owner, bea, store, allow):
    make_event(store)
    event = make_event(store)
    date = make_date(event)
    allow(bea, events=1)

    shown = owner.get(url("event-manage", event.number))
    changed = owner.post(url("event-edit", event.number), fields(title="Other"))
    added = owner.post(url("dates-add", event.number))

    assert "read-only for now" in shown.content.decode()
    assert (changed.status_code, added.status_code) == (403, 403)
    assert Event.objects.get(pk=event.pk).title == "Winter Concert"

    called_off = owner.post(url("date-cancel", event.number, date.number), {"note": ""})
    news = owner.post(url("event-news", event.number), {})
    desk = owner.post(url("desk", event.number, date.number), {})
    check_in = owner.post(url("check-in", event.number), {})
    assert {each.status_code for each in (called_off, news, desk, check_in)} == {422}
