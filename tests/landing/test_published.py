"""What visitors see of a page is one query, and depends on the clock alone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.lifecycle import AlreadyDone, MoveRefused, move
from landing.lifecycle import PagePhase
from landing.pages import published
from landing.publishing import ChangedMeanwhile, publish
from tests.page_factories import draft_page, published_page, set_of


def test_a_draft_is_not_shown(store):
    page = draft_page(store)

    assert published(page.slug, timezone.now()) is None


def test_a_published_page_is_one_query(store, noodles, django_assert_num_queries):
    page = published_page(store, [noodles])
    set_of(page, Decimal(17000), {noodles: 2})

    with django_assert_num_queries(1):
        version = published(page.slug, timezone.now())
        assert version.page.store.identity.representative == "김베아"

    assert [section.kind for section in version.sections][:2] == ["hero", "offers"]
    assert [row["product"] for row in version.variant_rows] == [noodles.pk]
    assert version.set_rows[0]["price"] == "17000.00"
    assert version.set_rows[0]["items"] == [{"product": noodles.pk, "pieces": 2, "grams": None}]
    assert (version.review_count, version.review_average) == (0, None)


def test_a_scheduled_version_is_shown_from_its_time_on(store, bea):
    page = published_page(store)
    at = timezone.now() + timedelta(days=1)
    publish(page, by=bea, seen=page.revision, publish_at=at, note="Autumn")

    assert published(page.slug, at - timedelta(microseconds=1)).number == 1
    assert published(page.slug, at).number == 2


def test_a_page_may_be_scheduled_before_it_is_ever_shown(store, bea):
    page = draft_page(store)
    at = timezone.now() + timedelta(days=1)
    publish(page, by=bea, seen=page.revision, publish_at=at)

    assert published(page.slug, timezone.now()) is None
    assert page.phase(timezone.now()) == PagePhase.SCHEDULED
    assert published(page.slug, at).number == 1
    assert page.phase(at) == PagePhase.PUBLISHED


def test_what_is_published_later_than_a_due_version_replaces_it(store, bea):
    page = published_page(store)
    at = timezone.now() + timedelta(hours=1)
    publish(page, by=bea, seen=page.revision, publish_at=at)
    page.revision += 1
    page.save(update_fields=["revision"])
    publish(page, by=bea, seen=page.revision, now=at + timedelta(hours=1))

    assert page.scheduled is None
    assert published(page.slug, at + timedelta(hours=2)).number == 3


def test_a_schedule_is_cancelled(store, bea):
    page = published_page(store)
    at = timezone.now() + timedelta(days=1)
    publish(page, by=bea, seen=page.revision, publish_at=at)

    move(page, "unschedule", by=bea)

    assert published(page.slug, at).number == 1


def test_a_schedule_that_is_due_cannot_be_cancelled(store, bea):
    page = draft_page(store)
    at = timezone.now() + timedelta(days=1)
    publish(page, by=bea, seen=page.revision, publish_at=at)

    with pytest.raises(MoveRefused, match="shown already"):
        move(page, "withdraw", by=bea, now=at)


def test_a_page_offline_or_archived_is_not_shown(store, bea):
    page = published_page(store)

    move(page, "pause", by=bea)
    assert published(page.slug, timezone.now()) is None
    move(page, "resume", by=bea)
    assert published(page.slug, timezone.now()) is not None
    move(page, "archive", by=bea)
    assert published(page.slug, timezone.now()) is None


def test_publishing_the_same_revision_again_is_refused(store, bea):
    page = published_page(store)

    with pytest.raises(AlreadyDone):
        publish(page, by=bea, seen=page.revision)


def test_publishing_what_another_editor_changed_is_refused(store, bea):
    page = draft_page(store)

    with pytest.raises(ChangedMeanwhile):
        publish(page, by=bea, seen=page.revision - 1)


def test_publishing_without_identity_names_what_is_missing(store, bea):
    page = draft_page(store)
    store.identity.delete()

    with pytest.raises(MoveRefused, match=r"legal name, representative, business registration"):
        publish(page, by=bea, seen=page.revision)


def test_a_page_without_an_offer_is_not_published(store, bea):
    page = draft_page(store)
    page.variants.all().delete()

    with pytest.raises(MoveRefused, match="sells nothing"):
        publish(page, by=bea, seen=page.revision)


def test_an_empty_page_is_not_published(store, bea):
    page = draft_page(store, sections=())

    with pytest.raises(MoveRefused, match="empty"):
        publish(page, by=bea, seen=page.revision)


def test_a_page_that_was_archived_shows_nothing_until_its_new_schedule(store, bea):
    page = published_page(store)
    move(page, "archive", by=bea)
    move(page, "restore", by=bea)
    at = timezone.now() + timedelta(days=1)

    publish(page, by=bea, seen=page.revision, publish_at=at)

    assert published(page.slug, at - timedelta(seconds=1)) is None
    assert published(page.slug, at).number == 2
