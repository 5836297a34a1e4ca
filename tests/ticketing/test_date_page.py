"""The page of a date: choosing places, holding them once, giving them up."""

import json
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.ticketing.buying import hold_seats, lapse, press, states_of, url_of
from tests.ticketing.factories import (
    make_type,
    seated_date,
    sell_tickets,
    type_of,
)
from ticketing.models import Hold, Place


def data_of(page):
    found = re.search(r'id="seat-data" type="application/json">(.*?)</script>', page)
    return json.loads(found[1])


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
    assert "Somebody else was faster: Main · Row 1 · Seat 1." in answer.content.decode()
    assert not [each["sql"] for each in queries if "FOR NO KEY" in each["sql"]]
    assert Hold.objects.count() == 1


def test_of_seats_that_others_took_the_rest_is_held(seated, shop, dan):
    hold_seats(seated, dan, pieces=1)

    answer = shop.post(url_of(seated), {"seat": [0, 1]}, follow=True)

    assert "Somebody else was faster: Main · Row 1 · Seat 1." in answer.content.decode()
    assert data_of(answer.content.decode())["mine"] == [1]


def test_a_lost_seat_is_named_and_the_map_is_new(seated, shop, dan):
    hold_seats(seated, dan, pieces=1)

    answer = press(shop, seated, seat=[0])

    assert answer.status_code == 409
    assert "Main · Row 1 · Seat 1" in answer.context["refusal"]
    assert data_of(answer.content.decode())["states"][0] == "h"


def test_best_seats_are_side_by_side(seated, shop, dan):
    hold_seats(seated, dan, pieces=1, first=2)

    press(shop, seated, **{"act": "best", "best-pieces": 5, "best-type": type_of(seated).pk})

    held = Place.objects.filter(state="held").exclude(hold__user=dan)
    assert {place.seat.row for place in held.select_related("seat")} == {"2"}


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


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Main · Row 1 · Seat 1"), ("ko", "Main · 1열 · 1번")]
)
def test_a_held_seat_is_named_as_on_its_ticket(seated, shop, ann, language, words):
    ann.language = language
    ann.save(update_fields=["language"])
    shop.cookies["django_language"] = language
    hold_seats(seated, ann)

    page = shop.get(url_of(seated)).content.decode()

    assert f'<span class="held-name">{words} · ' in page
