"""The page of a date: choosing places, holding them once, giving them up."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AttemptCount
from tests.ticketing.buying import hold_seats, lapse, states_of
from tests.ticketing.factories import (
    make_category,
    make_date,
    make_event,
    make_type,
    seated_date,
    sell_tickets,
    standing_date,
    type_of,
)
from ticketing.models import Event, Hold, Place, TicketType
from ticketing.statuses import EventStatus
from ticketing.views.holds import HOLDS, HOLDS_OF_ADDRESS


def url_of(date):
    return date.get_absolute_url()


def press(client, date, press=None, **data):
    return client.post(url_of(date), {"press": str(press or uuid.uuid4()), **data})


def data_of(page):
    found = re.search(r'id="seat-data" type="application/json">(.*?)</script>', page)
    return json.loads(found[1])


@pytest.fixture
def shop(client, ann):
    client.force_login(ann)
    return client


def test_the_map_gets_a_character_for_each_seat(seated, shop, dan):
    hold_seats(seated, dan, pieces=2)
    sell_tickets(seated, dan, places=[seated.places.order_by("pk")[4]])
    Place.objects.filter(pk=seated.places.order_by("pk")[9].pk).update(is_blocked=True)

    data = data_of(shop.get(url_of(seated)).content.decode())

    assert data["states"] == "hh..s....b"
    assert sorted(data["until"]) == ["0", "1"]
    assert data["mine"] == []


def test_pressing_holds_the_chosen_seats_for_the_reader(seated, shop, ann):
    answer = press(shop, seated, seat=[0, 1])

    assert answer.status_code == 302
    page = shop.get(url_of(seated))
    assert data_of(page.content.decode())["mine"] == [0, 1]
    assert page.context["hold"].user == ann
    assert f"/checkout/tickets/{page.context['hold'].token}/" in page.content.decode()


def test_visitors_hold_places_too(seated, client, dan):
    press(client, seated, seat=[0])

    hold = Hold.objects.get()
    assert hold.user is None
    assert client.get(url_of(seated)).context["hold"] == hold
    other = Client()
    other.force_login(dan)
    assert other.get(url_of(seated)).context["hold"] is None


def test_each_seat_is_held_for_the_type_that_was_chosen(seated, shop):
    child = make_type(seated.event.categories.get(), "Child", price=20_000)

    press(shop, seated, **{"seat": [0, 1], "type-1": child.pk})

    held = Place.objects.filter(state="held").order_by("pk")
    assert [str(place.type.name) for place in held] == ["Adult", "Child"]


def test_of_several_prices_the_map_shows_from_which_on(seated, shop):
    make_type(seated.event.categories.get(), "Child", price=20_000)

    assert data_of(shop.get(url_of(seated)).content.decode())["prices"] == {"0": "from ₩20,000"}


def test_the_type_of_a_held_place_can_be_changed(seated, shop, ann):
    child = make_type(seated.event.categories.get(), "Child", price=20_000)
    place = hold_seats(seated, ann).places.get()

    press(shop, seated, **{"place": [place.pk], f"type-of-{place.pk}": child.pk})

    place.refresh_from_db()
    assert place.type == child


def test_the_same_press_twice_holds_once(standing, shop):
    token, type_ = uuid.uuid4(), type_of(standing)

    for _again in range(2):
        press(shop, standing, token, **{f"pieces-{type_.pk}": 2})

    assert states_of(standing).count("held") == 2


def test_a_press_that_was_refused_may_be_repeated(standing, shop):
    token, type_ = uuid.uuid4(), type_of(standing)

    refused = press(shop, standing, token, **{f"pieces-{type_.pk}": 11})
    press(shop, standing, token, **{f"pieces-{type_.pk}": 1})

    assert refused.status_code == 409
    assert states_of(standing).count("held") == 1


def test_a_press_for_a_seat_that_is_anothers_locks_nothing(seated, shop, dan):
    hold_seats(seated, dan, pieces=1)

    with CaptureQueriesContext(connection) as queries:
        answer = press(shop, seated, uuid.uuid4(), seat=[0])

    assert answer.status_code == 409
    assert "Somebody else was faster: Main 1 1." in answer.content.decode()
    assert not [each["sql"] for each in queries if "FOR NO KEY" in each["sql"]]
    assert Hold.objects.count() == 1


def test_of_seats_that_others_took_the_rest_is_held(seated, shop, dan):
    hold_seats(seated, dan, pieces=1)

    answer = shop.post(url_of(seated), {"seat": [0, 1]}, follow=True)

    assert "Somebody else was faster: Main 1 1." in answer.content.decode()
    assert data_of(answer.content.decode())["mine"] == [1]


def test_a_lost_seat_is_named_and_the_map_is_new(seated, shop, dan):
    hold_seats(seated, dan, pieces=1)

    answer = press(shop, seated, seat=[0])

    assert answer.status_code == 409
    assert "Main 1 1" in answer.context["refusal"]
    assert data_of(answer.content.decode())["states"][0] == "h"


def test_best_seats_are_side_by_side(seated, shop, dan):
    hold_seats(seated, dan, pieces=1, first=2)

    press(shop, seated, **{"act": "best", "best-pieces": 5, "best-type": type_of(seated).pk})

    held = Place.objects.filter(state="held").exclude(hold__user=dan)
    assert {place.seat.row for place in held.select_related("seat")} == {"2"}


def test_more_best_seats_than_there_are_is_a_sentence(seated, shop):
    Event.objects.update(max_per_order=50)
    answer = press(
        shop, seated, **{"act": "best", "best-pieces": 20, "best-type": type_of(seated).pk}
    )

    assert answer.status_code == 409
    assert "side by side" in answer.context["refusal"]


def test_giving_up_frees_at_once(seated, shop, ann):
    hold = hold_seats(seated, ann, pieces=2)

    shop.post(f"{url_of(seated)}release/", {"place": hold.places.order_by("pk")[0].pk})
    assert states_of(seated).count("held") == 1

    shop.post(f"{url_of(seated)}release/")
    assert states_of(seated).count("held") == 0


def test_a_stranger_gives_up_nothing(seated, ann, client, dan):
    hold_seats(seated, ann)
    client.force_login(dan)

    client.post(f"{url_of(seated)}release/")

    assert states_of(seated).count("held") == 1


def test_limits_are_named_before_they_hurt(store, shop):
    date = standing_date(store, max_per_order=4, max_per_person=6)

    page = shop.get(url_of(date)).content.decode()

    assert "At most 4 tickets in an order." in page
    assert "At most 6 tickets for one person in all." in page


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


def test_a_lapsed_hold_is_not_the_readers_any_more(seated, shop, ann):
    lapse(hold_seats(seated, ann, pieces=2))

    page = shop.get(url_of(seated))

    assert page.context["hold"] is None
    assert data_of(page.content.decode())["states"] == "." * 10


def test_queries_do_not_grow_with_the_seats(store, shop):
    counts = []
    for date in (seated_date(store), seated_date(store, rows=10, seats=20)):
        shop.get(url_of(date))
        with CaptureQueriesContext(connection) as asked:
            shop.get(url_of(date))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_what_all_readers_see_is_rendered_again_once_it_changes(seated, shop, dan):
    url, type_ = url_of(seated), type_of(seated)
    before = shop.get(url).content.decode()

    hold_seats(seated, dan)
    type_.name, type_.price = "Matinee", 12_345
    type_.save()
    type_.category.name = "Balcony"
    type_.category.save()
    after = shop.get(url).content.decode()

    for text in ("Matinee", "12,345", "Balcony"):
        assert (text in before, text in after) == (False, True)
    assert 'data-section-left="Main">10<' in before
    assert 'data-section-left="Main">9<' in after
