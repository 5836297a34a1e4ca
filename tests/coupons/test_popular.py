"""Popular searches: counted by people, never shown of a single one, deleted after a week."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coupons.models import Campaign, Search
from coupons.popular import (
    MIN_PEOPLE,
    popular_searches,
    purge_old_searches,
    record_search,
    term_of,
)
from tests.coupons.conftest import published
from tests.factories import UserFactory

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def chicken(store):
    return published(store, title="치킨 할인")


def searched(term, people, now=None):
    for number in range(people):
        record_search(term, f"user-{number}", now or timezone.now())


def popular(now=None):
    cache.clear()
    return popular_searches(now or timezone.now())


def searching(user, query):
    browser = Client()
    if user:
        browser.force_login(user)
    return browser.get("/coupons/", {"q": query})


def test_a_term_is_shown_once_enough_people_searched_for_it(chicken):
    for _each in range(MIN_PEOPLE - 1):
        searching(UserFactory(), "치킨")
    assert popular() == []

    searching(UserFactory(), " 치킨 ")

    assert popular() == ["치킨"]
    assert 'href="?q=%EC%B9%98%ED%82%A8"' in searching(None, "").text


def test_one_person_counts_once_however_often_and_on_how_many_days(chicken):
    user, now = UserFactory(), timezone.now()
    for _each in range(MIN_PEOPLE):
        searching(user, "치킨")
    for days in range(6):
        record_search("치킨", f"user-{user.pk}", now - days * DAY)

    assert Search.objects.count() == 6
    assert popular() == []


def test_visitors_count_by_their_cookie_and_others_not_at_all(client, chicken, noodles):
    searching(None, "치킨")
    assert not Search.objects.exists()

    client.post(f"/cart/add/{noodles.pk}/", {"quantity": 1})
    client.get("/coupons/?q=치킨")

    assert Search.objects.count() == 1


def test_what_a_person_searched_for_is_not_connected(chicken):
    now = timezone.now()
    for term in ("치킨", "할인"):
        record_search(term, "user-1", now)
    record_search("치킨", "user-1", now)

    assert len(set(Search.objects.values_list("person", flat=True))) == 2


@pytest.mark.parametrize("query", ["피자", "치킹", "", "치킨&page=1"])
def test_what_finds_nothing_or_other_words_or_another_page_does_not_count(client, chicken, query):
    client.force_login(UserFactory())

    client.get(f"/coupons/?q={query}")

    assert not Search.objects.exists()


def test_a_term_that_finds_nothing_any_more_is_not_shown(chicken):
    searched("치킨", MIN_PEOPLE)
    assert popular() == ["치킨"]

    Campaign.objects.update(title="피자")

    assert popular() == []


def test_the_most_popular_is_first(store, chicken):
    searched("치킨", MIN_PEOPLE)
    searched("할인", MIN_PEOPLE + 1)

    assert popular() == ["할인", "치킨"]


def test_searches_count_for_a_week_and_are_deleted_then(chicken):
    now = timezone.now()
    searched("치킨", MIN_PEOPLE, now)

    assert popular(now + 6 * DAY) == ["치킨"]
    assert purge_old_searches(now + 6 * DAY) == 0
    assert popular(now + 7 * DAY) == []
    assert purge_old_searches(now + 7 * DAY) == MIN_PEOPLE


@pytest.mark.parametrize(
    ("query", "term"),
    [
        (" Chicken \n WINGS ", "chicken wings"),
        ("치킨", "치킨"),
        ("①２", "12"),
        ("가" * 10_000, "가" * 60),
        ("<b>", "<b>"),
    ],
)
def test_terms_are_normalised_and_short(query, term):
    assert term_of(query) == term


def test_a_term_is_only_text(store):
    published(store, title="<script>alert(1)</script> 치킨")
    searched("<script>alert(1)</script>", MIN_PEOPLE)

    page = searching(None, "").text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_counting_costs_one_statement(client, chicken):
    client.force_login(UserFactory())
    client.get("/coupons/?q=치킨")

    with CaptureQueriesContext(connection) as queries:
        client.get("/coupons/?q=치킨")

    [written] = [each["sql"] for each in queries if "coupons_search " in each["sql"]]
    assert written.strip().startswith("INSERT")
    assert "ON CONFLICT DO NOTHING" in written
