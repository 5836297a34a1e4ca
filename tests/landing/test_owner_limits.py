"""Limits of product pages: published ones count; visitors see those beyond it all the same."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from core.limits import LimitReached
from landing.owner_limits import pages_of
from landing.publishing import publish
from tests.page_factories import draft_page, published_page


@pytest.fixture
def owner(client, bea):
    client.force_login(bea)
    return client


def url(page, name, *args):
    return reverse(f"landing:{name}", args=[page.store.slug, page.slug, *args])


def test_published_pages_count(store, bea):
    shown, offline = published_page(store), published_page(store)
    move(offline, "pause", by=bea)
    draft_page(store)

    assert list(pages_of(bea.pk, timezone.now())) == [shown]


def test_publishing_beyond_the_limit_is_refused_with_the_input_kept(owner, bea, store, allow):
    published_page(store)
    page = draft_page(store)
    allow(bea, pages=1)

    sent = {"when": "now", "seen": page.revision, "note": "For autumn"}
    response = owner.post(url(page, "publish"), sent)

    content = response.content.decode()
    page.refresh_from_db()
    assert (response.status_code, page.status) == (422, "draft")
    assert "The plan includes 1 published page." in content
    assert "For autumn" in content


def test_scheduling_is_publishing(bea, store, allow):
    page = draft_page(store)
    allow(bea, pages=0)

    with pytest.raises(LimitReached):
        publish(page, by=bea, seen=1, publish_at=timezone.now() + timedelta(days=1))


def test_a_page_is_put_online_again_only_if_there_is_room(owner, bea, store, allow):
    page = published_page(store)
    move(page, "pause", by=bea)
    published_page(store)
    allow(bea, pages=1)

    response = owner.post(url(page, "move", "resume"))

    page.refresh_from_db()
    assert (response.status_code, page.status) == (403, "paused")


def test_a_published_page_is_published_anew_at_the_limit(bea, store, allow):
    page = published_page(store)
    allow(bea, pages=1)
    page.revision += 1
    page.save(update_fields=["revision"])

    assert publish(page, by=bea, seen=page.revision).number == 2


def test_a_page_beyond_the_limit_is_shown_and_only_taken_offline(owner, bea, store, allow):
    published_page(store)
    page = published_page(store)
    allow(bea, pages=1)

    renamed = owner.post(url(page, "rename"), {"title": "Other", "slug": "other"})
    shown = owner.get(reverse("landing:page", args=[page.slug]))
    taken = owner.post(url(page, "move", "pause"))

    page.refresh_from_db()
    assert (renamed.status_code, shown.status_code, taken.status_code) == (403, 200, 302)
    assert page.status == "paused"
