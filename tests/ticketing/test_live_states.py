"""What open pages receive of places: states after commit, and what changed since a version."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from live import publish
from orders.carts import CartOwner
from tests.ticketing.buying import hold_seats, lapse
from tests.ticketing.factories import sell_tickets, type_of
from ticketing.dates.places import block
from ticketing.holds.services import release, take_any
from ticketing.models import Place
from ticketing.seat_maps.live_states import area_key, topic_of, version_of
from ticketing.statuses import EventStatus


@pytest.fixture
def sent(monkeypatch):
    """The messages of this process, which leave after commit."""
    messages = []
    monkeypatch.setattr(publish, "_after_commit", messages.extend)
    return messages


def seats_url(date):
    return f"{date.get_absolute_url()}seats/"


def states_in(messages):
    found = {}
    for message in messages:
        found |= {key: state.state for key, state in (message.states or {}).items()}
    return found


def test_a_hold_and_its_end_reach_the_pages_of_the_date(seated, ann, sent):
    hold = hold_seats(seated, ann, pieces=2)
    assert states_in(sent) == {"0": "h", "1": "h"}
    assert {message.topic for message in sent} == {topic_of(seated)}
    until = hold.places.first().until
    assert sent[0].states["0"].until == version_of(until) // 1000

    release(hold)

    assert states_in(sent) == {"0": ".", "1": "."}


def test_sold_and_blocked_seats_reach_the_pages(seated, ann, sent):
    keys = list(seated.places.order_by("pk").values_list("pk", flat=True))
    sell_tickets(seated, ann, places=[Place.objects.get(pk=keys[0])], by_moves=True)
    block(seated, [keys[1]])

    assert states_in(sent) == {"0": "s", "1": "b"}


def test_what_is_left_of_an_area_reaches_the_pages(standing, ann, sent):
    type_ = type_of(standing)
    take_any(standing, CartOwner(user=ann), type_.category, type_, 3)

    assert states_in(sent) == {area_key(type_.category_id): "7"}


def test_pages_catch_up_by_one_query_without_a_session(seated, ann, client):
    hold_seats(seated, ann, pieces=1)
    client.get(seats_url(seated))

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(seats_url(seated), {"since": 0})

    assert len(asked) == 1
    assert "no-store" in answer["Cache-Control"]
    assert "sessionid" not in answer.cookies
    assert answer.json()["states"]["0"][0] == "h"


def test_only_what_changed_since_is_sent_with_a_margin(seated, ann, client):
    hold_seats(seated, ann)
    now = version_of(timezone.now())

    recent = client.get(seats_url(seated), {"since": now}).json()
    later = version_of(timezone.now() + timedelta(minutes=1))
    none = client.get(seats_url(seated), {"since": later}).json()

    assert len(recent["states"]) == 10  # all were made just now
    assert recent["version"] < now
    assert none["states"] == {}


def test_areas_are_counted_when_pages_catch_up(standing, ann, client):
    type_ = type_of(standing)
    hold = take_any(standing, CartOwner(user=ann), type_.category, type_, 3)
    key = area_key(type_.category_id)
    assert client.get(seats_url(standing)).json()["states"][key][0] == "7"

    lapse(hold)

    assert client.get(seats_url(standing)).json()["states"][key][0] == "10"


@pytest.mark.parametrize("since", ["-1", "x", "0" * 20 + "9" * 20, "١"])
def test_a_version_that_is_none_is_refused(seated, client, since):
    response = client.get(seats_url(seated), {"since": since})

    assert response.status_code == 400
    assert response.json()["error"]


def test_seats_of_drafts_are_not_shown(seated, client):
    type(seated.event).objects.update(status=EventStatus.DRAFT)

    assert client.get(seats_url(seated)).status_code == 404
