"""The page of a date: what cannot be chosen there, and for how many tickets a reader is too fast."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.models import AttemptCount
from tests.ticketing.buying import press, states_of, url_of
from tests.ticketing.factories import (
    make_category,
    make_date,
    make_event,
    standing_date,
    type_of,
)
from ticketing.models import Event, TicketType
from ticketing.statuses import EventStatus
from ticketing.views.holds import GUESTS_OF_ADDRESS, HOLDS, HOLDS_OF_ADDRESS


def test_more_best_seats_than_there_are_is_a_sentence(seated, shop):
    Event.objects.update(max_per_order=50)
    answer = press(
        shop, seated, **{"act": "best", "best-pieces": 20, "best-type": type_of(seated).pk}
    )

    assert answer.status_code == 409
    assert "side by side" in answer.context["refusal"]


def test_limits_are_named_before_they_hurt(store, shop):
    date = standing_date(store, max_per_order=4, max_per_person=6)

    page = shop.get(url_of(date)).content.decode()

    assert "At most 4 tickets in an order." in page
    assert "At most 6 tickets for one person in all." in page


def test_an_order_has_no_limit_of_its_own_above_that_of_a_person(store, shop):
    date = standing_date(store, max_per_order=10, max_per_person=4)

    page = shop.get(url_of(date)).content.decode()

    assert "tickets in an order" not in page
    assert "At most 4 tickets for one person in all." in page


def test_a_type_outside_its_window_is_shown_and_not_sold(store, shop):
    date = standing_date(store)
    TicketType.objects.update(opens_at=timezone.now() + timedelta(days=1))

    assert "On sale from" in shop.get(url_of(date)).content.decode()
    answer = press(shop, date, **{f"pieces-{type_of(date).pk}": 1})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "data",
    [
        {"seat": ["99"]},
        {"seat": ["x"]},
        {"seat": ["0"], "type-0": "999999"},
        {},
        {"act": "best", "best-pieces": "0"},
        {"act": "best", "best-pieces": "9" * 40, "best-type": "1"},
    ],
)
def test_nonsense_is_a_sentence_and_holds_nothing(seated, shop, data):
    answer = press(shop, seated, **data)

    assert answer.status_code == 422
    assert answer.context["refusal"]
    assert states_of(seated).count("held") == 0


def test_a_thousand_holds_by_script_meet_the_limit_and_lose_nothing(standing, shop):
    """Of one reader, and of new visitors each time from one address."""
    one = {f"pieces-{type_of(standing).pk}": 1}
    press(shop, standing, **one)
    AttemptCount.objects.update(count=max(HOLDS.times, HOLDS_OF_ADDRESS.times))

    for client in (shop, Client()):
        answer = press(client, standing, **one)

        assert answer.status_code == 429
        assert int(answer["Retry-After"]) <= 60
        assert "Nothing was changed." in answer.content.decode()
    assert states_of(standing).count("held") == 1


def test_guests_of_one_address_hold_only_so_much(store, client, ann):
    """A script is a new guest each time; who signs in is not kept out by it."""
    date = standing_date(store, capacity=100)
    one = {f"pieces-{type_of(date).pk}": 1}

    guests = [Client() for _ in range(GUESTS_OF_ADDRESS.times + 2)]
    answers = [press(guest, date, **one) for guest in guests]
    again = press(guests[0], date, **one)  # who holds places already
    client.force_login(ann)
    signed_in = press(client, date, **one)

    statuses = [answer.status_code for answer in answers]
    assert statuses == [302] * GUESTS_OF_ADDRESS.times + [429] * 2
    assert "Sign in to choose yours" in answers[-1].context["refusal"]
    assert int(answers[-1]["Retry-After"]) > 0
    assert (again.status_code, signed_in.status_code) == (302, 302)


def test_a_refused_guest_does_not_count(store):
    date = standing_date(store, capacity=1)
    one = {f"pieces-{type_of(date).pk}": 1}

    answers = [press(Client(), date, **one) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 409, 409]
    counted = AttemptCount.objects.get(key__startswith=GUESTS_OF_ADDRESS.name)
    assert counted.count == 1


def test_before_and_after_the_sale_nothing_can_be_chosen(store, shop):
    event = make_event(store)
    make_category(event, "Standing", capacity=5)
    later = make_date(event, sale_opens_at=timezone.now() + timedelta(hours=1))

    page = shop.get(url_of(later))

    assert page.context["phase"] == "not_yet"
    assert "data-countdown" in page.content.decode()
    answer = press(shop, later, **{f"pieces-{type_of(later).pk}": 1})
    assert answer.status_code == 409


def test_a_draft_is_for_its_organiser(store, client, bea, ann):
    date = standing_date(store, status=EventStatus.DRAFT)
    client.force_login(ann)
    assert client.get(url_of(date)).status_code == 404
    assert client.post(url_of(date)).status_code == 404

    client.force_login(bea)
    assert client.get(url_of(date)).status_code == 200
    assert client.get(date.event.get_absolute_url()).status_code == 200
