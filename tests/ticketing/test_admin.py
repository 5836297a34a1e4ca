"""Events and tickets in the admin."""

import pytest

from notifications.models import Notice
from tests.factories import UserFactory
from tests.job_runner import run_jobs
from tests.ticketing.buying import hold_seats
from tests.ticketing.factories import make_artist, make_event, make_venue, sell_tickets
from tests.ticketing.wishing import waits
from ticketing.models import Event, EventNews
from ticketing.search import search


@pytest.fixture
def admin(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def ticket(seated, ann, dan):
    make_artist("BTS", ["방탄소년단"])
    make_venue()
    hold_seats(seated, dan, first=5)
    waits(seated, "a@example.com")
    EventNews.objects.create(event=seated.event, title="A band", text="x", author=dan)
    return sell_tickets(seated, ann)[0]


MODELS = ["artist", "venue", "event", "ticket", "hold", "wish", "eventnews"]


@pytest.mark.parametrize("model", MODELS)
def test_its_pages_show(admin, ticket, model):
    page = admin.get(f"/admin/ticketing/{model}/")
    link = page.context["cl"].result_list[0].pk

    assert page.status_code == 200
    assert admin.get(f"/admin/ticketing/{model}/{link}/change/").status_code == 200
    assert admin.get(f"/admin/ticketing/{model}/?q=a").status_code == 200


def test_an_administrator_cancels_an_event(admin, ticket):
    url = f"/admin/ticketing/event/{ticket.event_id}/move/cancel/"

    admin.post(url, {"note": "The hall burned down"})

    assert Event.objects.get().status == "cancelled"


def test_an_artist_is_found_by_another_name(admin, ticket):
    assert "BTS" in admin.get("/admin/ticketing/artist/?q=방탄").content.decode()


def test_a_key_is_not_shown(admin, ticket):
    page = admin.get(f"/admin/ticketing/event/{ticket.event_id}/change/").content.decode()

    assert ticket.event.sealed_key not in page


def test_pairs_of_names_are_kept_in_the_admin_and_found(admin, seated):
    artist = make_artist("BTS")
    seated.event.artists.add(artist)
    assert not search("방탄소년단").events

    admin.post(
        f"/admin/ticketing/artist/{artist.pk}/change/", {"name": "BTS", "aliases": "방탄소년단"}
    )

    assert [*search("방탄소년단").events] == [*search("bts").events] == [seated.event.pk]


def test_an_administrator_writes_news_and_tells_holders_by_choice(admin, ticket, ann):
    quiet = {"event": ticket.event_id, "title": "Doors", "text": "At five."}
    for told in ({}, {"tells_holders": "on"}):
        admin.post("/admin/ticketing/eventnews/add/", {**quiet, **told})
    run_jobs()

    assert EventNews.objects.filter(title="Doors", author__is_staff=True).count() == 2
    assert [notice.user for notice in Notice.objects.filter(kind="event-news")] == [ann]


def test_holders_are_not_told_of_a_draft(admin, store):
    draft = make_event(store, "draft")
    sent = {"event": draft.pk, "title": "Doors", "text": "x", "tells_holders": "on"}

    page = admin.post("/admin/ticketing/eventnews/add/", sent)

    assert "nobody could read this" in page.content.decode()
    assert not EventNews.objects.exists()
