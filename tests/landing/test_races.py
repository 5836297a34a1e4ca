"""Races of editors, with real threads on PostgreSQL."""

from functools import partial

import pytest

from core.lifecycle import AlreadyDone
from landing.editing import EditedMeanwhile, add_section, save_section
from landing.models import Page, PageVersion
from landing.publishing import publish
from tests.page_factories import draft_page
from tests.racing import losers, together

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(page):
    return Page.objects.select_related("store", "published", "scheduled").get(pk=page.pk)


def save(page, section, user, text):
    return save_section(fresh(page), section, {"headline": text}, by=user, seen=1)


def test_two_editors_of_a_section_at_once(store, bea):
    page = draft_page(store)
    section = page.draft["sections"][0]["id"]

    results = together(*(partial(save, page, section, bea, text) for text in ("one", "two")))

    [loser] = losers(results)
    stored = fresh(page)
    winning = stored.draft["sections"][0]["values"]["headline"]
    assert type(loser) is EditedMeanwhile
    assert loser.row["values"]["headline"] == winning
    assert stored.revision == 2


def test_two_sections_added_at_once_are_both_there(store, bea):
    page = draft_page(store, sections=())

    results = together(*[lambda: add_section(fresh(page), "text", {}, by=bea)] * 4)

    assert losers(results) == []
    assert len(fresh(page).draft["sections"]) == 4
    assert fresh(page).revision == 5


def test_two_publish_at_once(store, bea):
    page = draft_page(store)

    results = together(*[lambda: publish(fresh(page), by=bea, seen=1)] * 2)

    assert [type(loser) for loser in losers(results)] == [AlreadyDone]
    assert PageVersion.objects.count() == 1
