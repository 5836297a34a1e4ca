"""The organiser's pages of events: the list, an event's fields, its moves and news."""

import pytest

from stores.access import MemberRole
from tests.factories import MemberFactory, StoreFactory
from tests.ticketing.factories import (
    make_artist,
    make_category,
    make_date,
    make_event,
    make_venue,
    sell_tickets,
    standing_date,
)
from tests.ticketing.owner_urls import url
from ticketing.dates.places import make_places
from ticketing.editing import duplicate, likely_plan
from ticketing.models import Artist, Event, PlanVersion, TicketType, Venue


def fields(**more):
    usual = {
        "title": "Winter Concert",
        "zone": "Asia/Seoul",
        "max_per_order": "10",
        "give_back_fee_percent": "0",
    }
    return {**usual, **more}


def test_an_owner_writes_an_event_with_artists_and_a_venue(owner, store):
    known = make_artist("BTS", aliases=["방탄소년단"])

    response = owner.post(
        url("event-add"),
        fields(
            artist=["방탄소년단", "IU", "bts", ""], venue_name="Jazz Club", venue_address="Seoul 1"
        ),
    )

    event = Event.objects.get()
    assert response.url == url("dates-add", event.number)
    assert (event.status, event.store) == ("draft", store)
    assert {artist.name for artist in event.artists.all()} == {"BTS", "IU"}
    assert Artist.objects.count() == 2
    assert known in event.artists.all()
    assert (event.venue.name, event.venue.address) == ("Jazz Club", "Seoul 1")
    assert (event.allows_transfer, event.allows_deposits) == (False, False)


def test_a_known_venue_is_not_added_again(owner, store):
    venue = make_venue("Jazz Club")

    owner.post(url("event-add"), fields(venue_name="jazz  club"))

    assert Event.objects.get().venue == venue
    assert Venue.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"max_per_order": "0"}, "max_per_order"),
        ({"max_per_person": "2"}, "max_per_person"),
        ({"give_back_fee_percent": "101"}, "give_back_fee_percent"),
        ({"venue_address": "Seoul 1"}, "venue_name"),
    ],
)
def test_wrong_values_are_refused_at_their_field(owner, store, field, wrong):
    response = owner.post(url("event-add"), fields(**field))

    assert response.status_code == 422
    assert wrong in response.context["form"].errors
    assert not Event.objects.exists()


def test_the_description_is_previewed_as_readers_see_it(owner, store):
    data = fields(description="**Bold** <script>", preview="yes")

    response = owner.post(url("event-add"), data, headers={"HX-Request": "true"})

    assert response.content.decode() == "<p><strong>Bold</strong> &lt;script&gt;</p>\n"
    assert not Event.objects.exists()


def test_an_event_is_changed_and_its_history_has_it(owner, store):
    event = make_event(store)

    owner.post(url("event-edit", event.number), fields(title="Spring", artist=["IU"]))

    event.refresh_from_db()
    assert event.title == "Spring"
    assert [artist.name for artist in event.artists.all()] == ["IU"]
    assert event.history.get().verb == "change"


def test_a_duplicate_has_prices_and_questions_and_no_dates(owner, standing, ann):
    event = standing.event
    event.questions.create(text="Shirt")
    sell_tickets(standing, ann)

    owner.post(url("event-duplicate", event.number))

    copy = Event.objects.exclude(pk=event.pk).get()
    assert (copy.status, copy.title, copy.dates.count()) == ("draft", event.title, 0)
    assert [str(each) for each in TicketType.objects.filter(category__event=copy)] == [
        "Standing · Adult"
    ]
    assert copy.categories.get().capacity == 10
    assert copy.categories.get().types.get().price == 50_000
    assert copy.questions.get().text == "Shirt"


def test_the_plan_of_the_original_is_proposed_for_the_dates_of_a_duplicate(owner, seated):
    page = owner.post(url("event-duplicate", seated.event.number), follow=True)

    assert f'<option value="{seated.plan_version.pk}" selected>' in page.content.decode()


def test_new_dates_begin_with_the_likely_plan(store, seated, standing):
    plans, copy = PlanVersion.objects.all(), duplicate(seated.event, by=store.owner)

    assert likely_plan(seated.event, plans) == seated.plan_version  # of its last date
    assert likely_plan(copy, plans) == seated.plan_version  # by its categories
    assert likely_plan(standing.event, plans) is None
    assert likely_plan(make_event(store, "draft"), plans) is None


def test_an_event_is_announced_published_and_taken_back(owner, store, ann):
    event = make_event(store, "draft")

    def status_after(verb):
        owner.post(url("event-move", event.number, verb))
        event.refresh_from_db()
        return event.status

    assert status_after("announce") == "draft"  # without dates
    make_date(event)
    assert status_after("publish") == "draft"  # without prices
    make_category(event, "Standing", capacity=3)
    make_places(event.dates.get())
    assert status_after("announce") == "announced"
    assert status_after("publish") == "published"
    assert status_after("withdraw") == "draft"
    assert status_after("publish") == "published"
    sell_tickets(event.dates.get(), ann)
    assert status_after("withdraw") == "published"


def test_an_event_is_cancelled_only_by_who_says_that_they_read_what_happens(owner, standing):
    page = url("event-move", standing.event.number, "cancel")

    assert owner.post(page, {"note": "Rain"}).status_code == 422
    assert "and what was paid for" in owner.get(page).content.decode()
    owner.post(page, {"note": "Rain", "is_read": "on"})

    standing.event.refresh_from_db()
    assert standing.event.status == "cancelled"


def test_news_is_published_pinned_changed_and_removed(owner, standing):
    event = standing.event
    data = {"title": "Support act", "text": "A **band**."}
    preview = owner.post(url("event-news", event.number), {**data, "preview": "yes"})
    assert "<strong>band</strong>" in preview.content.decode()
    assert not event.news.exists()

    owner.post(url("event-news", event.number), {**data, "is_pinned": "on"})
    news = event.news.get()
    assert news.is_pinned

    owner.post(url("news-edit", event.number, news.pk), {**data, "title": "Other"})
    news.refresh_from_db()
    assert (news.title, news.is_pinned) == ("Other", False)
    owner.post(url("news-edit", event.number, news.pk), {"remove": "yes"})
    assert not event.news.exists()


def test_the_list_shows_what_is_sold_of_each_date(owner, standing, ann):
    sell_tickets(standing, ann, quantity=3)

    assert "3 of 10 sold" in owner.get(url("events")).content.decode()
    assert "3 of 10 sold" not in owner.get(url("events") + "?show=past").content.decode()


def test_an_empty_list_helps(owner, store):
    assert url("event-add") in owner.get(url("events")).content.decode()


def test_the_list_asks_as_many_queries_for_many_events(
    owner, store, django_assert_num_queries, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(30) as captured:
            owner.get(url("events"))
        return len(captured)

    standing_date(store)
    queries()
    few = queries()
    for _each in range(5):
        standing_date(store)

    assert queries() == few


def test_events_of_others_are_not_found_and_gates_see_none(client, standing, dan, store):
    page = url("event-manage", standing.event.number)
    gate = MemberFactory(store=store, role=MemberRole.GATE).user
    other = StoreFactory().owner

    answers = {}
    for person in (dan, gate, other):
        client.force_login(person)
        answers[person] = client.get(page).status_code

    assert answers == {dan: 403, gate: 403, other: 404}
