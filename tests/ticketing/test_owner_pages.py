"""The organiser's pages of events."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from stores.access import MemberRole
from tests.factories import MemberFactory, StoreFactory
from tests.ticketing.factories import (
    make_artist,
    make_category,
    make_date,
    make_event,
    make_plan,
    make_venue,
    sell_tickets,
    standing_date,
)
from ticketing.models import Artist, Event, EventDate, Question, TicketType, Venue

WRITTEN = "%Y-%m-%dT%H:%M"


@pytest.fixture
def owner(client, bea):
    client.force_login(bea)
    return client


def url(name, *args):
    return reverse(f"ticketing:{name}", args=args)


def fields(**more):
    usual = {
        "title": "Winter Concert",
        "zone": "Asia/Seoul",
        "max_per_order": "10",
        "give_back_fee_percent": "0",
    }
    return {**usual, **more}


def hours_from_now(hours, zone="Asia/Seoul"):
    """As a browser types it."""
    at = timezone.now() + timedelta(hours=hours)
    return at.astimezone(Event(zone=zone).time_zone).strftime(WRITTEN)


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


def test_three_evenings_are_added_at_once_in_the_zone_of_the_event(owner, store):
    event = make_event(store, zone="America/New_York")
    version = make_plan(store)
    data = {f"begins_{day}": f"2030-05-0{day + 1}T20:00" for day in range(3)}

    response = owner.post(
        url("dates-add", event.number),
        {**data, "doors_before": "60", "closes_before": "2", "plan_version": version.pk},
    )

    assert response.url == url("prices", event.number)
    first, _second, third = EventDate.objects.all()
    assert first.begins_at.isoformat() == "2030-05-02T00:00:00+00:00"
    assert third.doors_at == third.begins_at - timedelta(hours=1)
    assert third.sale_closes_at == third.begins_at - timedelta(hours=2)
    assert first.places.count() == 10
    assert event.categories.get().name == "A"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"begins_0": ""}, "begins_0"),
        ({"begins_0": "2020-01-01T20:00"}, "begins_0"),
        ({"begins_1": "2030-05-01T20:00"}, "begins_1"),
        ({"sale_opens_at": "2030-05-01T19:00", "closes_before": "2"}, "sale_opens_at"),
        ({"doors_before": "-5"}, "doors_before"),
        ({"plan_version": "999999"}, "plan_version"),
    ],
)
def test_wrong_dates_are_refused_at_their_field(owner, store, typed, wrong):
    event = make_event(store)

    response = owner.post(url("dates-add", event.number), {"begins_0": "2030-05-01T20:00", **typed})

    assert response.status_code == 422
    assert wrong in response.context["form"].errors
    assert not EventDate.objects.exists()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"doors_at": "2030-05-01T21:00"}, "doors_at"),
        (
            {"sale_opens_at": "2030-04-02T10:00", "sale_closes_at": "2030-04-01T10:00"},
            "sale_closes_at",
        ),
        ({"sale_opens_at": "2030-05-01T20:00"}, "sale_opens_at"),
    ],
)
def test_a_window_upside_down_is_refused_at_its_field(owner, standing, typed, wrong):
    response = owner.post(
        url("date-edit", standing.event.number, standing.number),
        {"begins_at": "2030-05-01T20:00", **typed},
    )

    assert response.status_code == 422
    assert wrong in response.context["form"].errors


def test_a_date_with_tickets_is_not_begun_at_another_time(owner, standing, ann):
    sell_tickets(standing, ann)
    begins_at = standing.begins_at

    owner.post(
        url("date-edit", standing.event.number, standing.number),
        {"begins_at": "2031-05-01T20:00", "sale_opens_at": ""},
    )

    standing.refresh_from_db()
    assert standing.begins_at == begins_at


def test_a_date_is_removed_only_while_nothing_was_ordered(owner, standing, ann):
    free = make_date(standing.event, timedelta(days=31))
    sell_tickets(standing, ann)

    for date in (free, standing):
        owner.post(url("date-remove", date.event.number, date.number))

    assert EventDate.objects.get() == standing


def test_a_price_of_each_category_and_type(owner, store):
    event = make_event(store)
    rows = [make_category(event, name, capacity=5) for name in ("Floor", "Balcony")]
    TicketType.objects.all().delete()
    cells = {
        f"price_{row.pk}_0": price for row, price in zip(rows, ("50,000", "30000"), strict=True)
    }

    owner.post(url("prices", event.number), {**cells, "new_type": "Adult"})
    cells |= {f"price_{rows[0].pk}_1": "20000"}
    owner.post(url("prices", event.number), {**cells, "new_type": "Child"})

    assert list(TicketType.objects.values_list("category__name", "name", "price")) == [
        ("Floor", "Adult", Decimal(50_000)),
        ("Floor", "Child", Decimal(20_000)),
        ("Balcony", "Adult", Decimal(30_000)),
    ]


def test_a_changed_price_does_not_change_what_was_ordered(owner, standing, ann):
    [ticket] = sell_tickets(standing, ann)
    category = standing.event.categories.get()

    owner.post(url("prices", standing.event.number), {f"price_{category.pk}_0": "70000"})

    assert TicketType.objects.get().price == Decimal(70_000)
    ticket.refresh_from_db()
    assert ticket.price == ticket.line.unit_price == Decimal(50_000)


def test_capacity_is_not_set_below_what_is_sold(owner, standing, ann):
    sell_tickets(standing, ann, quantity=3)
    category = standing.event.categories.get()
    page = url("category-edit", standing.event.number, category.pk)

    response = owner.post(page, {"name": "Standing", "capacity": "2", "color": "#112233"})

    assert response.status_code == 422
    assert standing.places.count() == 10
    assert owner.post(page, {"name": "Standing", "capacity": "3"}).status_code == 302
    assert standing.places.count() == 3
    assert owner.post(page, {"remove": "yes"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"opens_at": "2030-05-02T20:00", "closes_at": "2030-05-01T20:00"}, "closes_at"),
        ({"least": "4", "most": "2"}, "most"),
        ({"price": "-1"}, "price"),
        ({"price": "99999999999"}, "price"),
    ],
)
def test_a_wrong_type_is_refused_at_its_field(owner, standing, typed, wrong):
    data = {"name": "Adult", "price": "50000", "least": "1", **typed}

    response = owner.post(
        url("type-edit", standing.event.number, TicketType.objects.get().pk), data
    )

    assert response.status_code == 422
    assert wrong in response.context["form"].errors


def test_a_type_with_a_secret_code_and_a_period_is_added(owner, standing):
    category = standing.event.categories.get()
    data = {"name": "Fan", "price": "1", "least": "1", "secret_code": "HELLO", "phase": "Early"}

    owner.post(url("type-add", standing.event.number, category.pk), data)

    assert TicketType.objects.get(name="Fan").secret_code == "HELLO"


def test_questions_are_added_changed_and_removed(owner, standing):
    event = standing.event
    data = {"text": "Shirt", "kind": "choice", "choices": "S\nM\n", "position": "0"}
    owner.post(url("questions", event.number), data)
    question = Question.objects.get()
    assert question.choices == ["S", "M"]

    wrong = owner.post(url("questions", event.number), {**data, "choices": "S"})
    assert set(wrong.context["form"].errors) == {"choices", "text"}

    edit = url("question-edit", event.number, question.pk)
    owner.post(edit, {**data, "kind": "yes_no"})
    question.refresh_from_db()
    assert (question.kind, question.choices) == ("yes_no", [])
    owner.post(edit, {"remove": "yes"})
    assert not Question.objects.exists()


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
    assert copy.questions.get().text == "Shirt"


def test_an_event_is_announced_published_and_taken_back(owner, store):
    event = make_event(store, "draft")

    owner.post(url("event-move", event.number, "publish"))
    event.refresh_from_db()
    assert event.status == "draft"  # without dates and prices

    make_category(event, "Standing", capacity=3)
    make_date(event)
    for verb, status in (
        ("announce", "announced"),
        ("publish", "published"),
        ("withdraw", "draft"),
    ):
        owner.post(url("event-move", event.number, verb))
        event.refresh_from_db()
        assert event.status == status


def test_an_event_is_cancelled_only_by_who_says_that_they_read_what_happens(owner, standing):
    page = url("event-move", standing.event.number, "cancel")

    assert owner.post(page, {"note": "Rain"}).status_code == 422
    assert "and what was paid for" in owner.get(page).content.decode()
    owner.post(page, {"note": "Rain", "is_read": "on"})

    standing.event.refresh_from_db()
    assert standing.event.status == "cancelled"


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
