"""Events and tickets in the admin."""

import pytest

from tests.factories import UserFactory
from tests.ticketing.buying import hold_seats
from tests.ticketing.factories import make_artist, make_venue, sell_tickets
from ticketing.models import Event


@pytest.fixture
def admin(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def ticket(seated, ann, dan):
    make_artist("BTS", ["방탄소년단"])
    make_venue()
    hold_seats(seated, dan, first=5)
    return sell_tickets(seated, ann)[0]


@pytest.mark.parametrize("model", ["artist", "venue", "event", "ticket", "hold"])
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
