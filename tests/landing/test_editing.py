"""Sections are changed one by one; of two editors nobody's text is lost."""

import pytest

from core.lifecycle import MoveForbidden, move
from landing.differences import differences
from landing.drafts import content_of, title_of
from landing.editing import (
    MAX_SECTIONS,
    EditedMeanwhile,
    EditRefused,
    add_section,
    move_section,
    remove_section,
    restore_former,
    restore_section,
    restore_version,
    save_section,
)
from tests.page_factories import published_page

TEXT = {"heading": "Care", "text": "Keep it dry."}


def ids(page):
    page.refresh_from_db()
    return [row["id"] for row in page.draft["sections"]]


def values(page, section_id):
    page.refresh_from_db()
    return next(row["values"] for row in page.draft["sections"] if row["id"] == section_id)


def test_a_section_is_added_after_another(page, bea):
    first = ids(page)[0]

    row = add_section(page, "text", TEXT, by=bea, after=first)

    assert ids(page)[1] == row["id"]
    assert page.revision == 2


def test_a_page_has_a_limit_of_sections(page, bea):
    page.draft["sections"] *= MAX_SECTIONS
    page.save(update_fields=["draft"])

    with pytest.raises(EditRefused, match="at most 40"):
        add_section(page, "text", TEXT, by=bea)


def test_two_editors_of_two_sections_both_save(page, bea, eve):
    one, _offers, other, *_rest = ids(page)

    save_section(page, one, {"headline": "Bea's"}, by=bea, seen=1)
    others = save_section(page, other, TEXT, by=eve, seen=1)

    assert [title_of(row) for row in others] == ["Opening: Bea's"]
    assert values(page, one) == {"headline": "Bea's"}
    assert values(page, other) == TEXT


def test_the_second_editor_of_a_section_is_refused_and_may_save_over_it(page, bea, eve):
    one = ids(page)[0]
    save_section(page, one, {"headline": "Bea's"}, by=bea, seen=1)

    with pytest.raises(EditedMeanwhile, match="Bea changed this section") as refusal:
        save_section(page, one, {"headline": "Eve's"}, by=eve, seen=1)

    assert refusal.value.row["values"] == {"headline": "Bea's"}
    assert values(page, one) == {"headline": "Bea's"}
    save_section(page, one, {"headline": "Eve's"}, by=eve, seen=refusal.value.revision)
    assert values(page, one) == {"headline": "Eve's"}


def test_a_removed_section_can_be_saved_after_all(page, bea, eve):
    one, *rest = ids(page)
    remove_section(page, one, by=bea)

    with pytest.raises(EditedMeanwhile, match="Bea removed this section") as refusal:
        save_section(page, one, {"headline": "Eve's"}, by=eve, seen=1)

    assert ids(page) == rest
    save_section(page, one, {"headline": "Eve's"}, by=eve, seen=refusal.value.revision)
    assert ids(page) == [one, *rest]
    assert values(page, one) == {"headline": "Eve's"}


def test_a_removed_section_comes_back_to_its_place(page, bea):
    before = ids(page)
    remove_section(page, before[2], by=bea)

    restore_section(page, before[2], by=bea)

    assert ids(page) == before


def test_a_section_moves_within_the_ends(page, bea):
    first, second, *rest = ids(page)

    move_section(page, second, 0, by=bea)
    move_section(page, first, 99, by=bea)

    assert ids(page) == [second, *rest, first]


def test_a_restored_version_replaces_the_draft_and_can_be_undone(store, bea):
    page = published_page(store)
    version, first = page.published, ids(page)[0]
    save_section(page, first, {"headline": "Later"}, by=bea, seen=page.revision)

    restore_version(page, version, by=bea)
    assert values(page, first)["headline"] == "Tea from Boseong"
    restore_former(page, by=bea)
    assert values(page, first) == {"headline": "Later"}


def test_an_archived_page_is_not_edited(page, bea):
    move(page, "archive", by=bea)

    with pytest.raises(EditRefused, match="archived"):
        add_section(page, "text", TEXT, by=bea)


def test_a_stranger_edits_nothing(page, dan):
    with pytest.raises(MoveForbidden):
        add_section(page, "text", TEXT, by=dan)


def test_differences_name_the_sections(page, bea):
    former = content_of(page.draft)
    hero, offers, story, *_rest = ids(page)
    add_section(page, "text", TEXT, by=bea)
    remove_section(page, story, by=bea)
    save_section(page, hero, {"headline": "New"}, by=bea, seen=page.revision)
    move_section(page, offers, 0, by=bea)

    assert differences(former, content_of(page.draft)) == [
        "Added: Text: Care",
        "Changed: Opening: New",
        "Removed: Story: The garden",
        "The order of the sections changed",
    ]
    assert differences(former, former) == []


def test_a_removed_section_that_a_version_brought_back_becomes_a_second_one(page, bea):
    page = published_page(page.store)
    story = next(row for row in page.draft["sections"] if row["kind"] == "story")
    save_section(
        page, story["id"], {**story["values"], "text": "Newer"}, by=bea, seen=page.revision
    )
    remove_section(page, story["id"], by=bea)
    restore_version(page, page.versions.get(), by=bea)

    restored = restore_section(page, story["id"], by=bea)

    assert len(set(ids(page))) == len(ids(page))
    assert values(page, story["id"])["text"] == "On a slope."
    assert values(page, restored["id"])["text"] == "Newer"
