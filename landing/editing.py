"""Changes of a draft, each under the lock of its page, so that of two editors at once nobody's text is lost.

A section is saved over what its editor saw (`seen`, a revision of the page): if somebody changed it since,
the save is refused with what is stored now. Sections that others changed do not stand in the way.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import MoveForbidden, lock
from landing.access import edits_page
from landing.drafts import Row, find, new_id, new_row, stamp
from landing.lifecycle import ARCHIVED
from landing.models import Page, PageVersion

MAX_SECTIONS = 40
MAX_REMOVED = 10  # sections that can still be restored


class EditRefused(Exception):
    """Nothing was changed; the text can be shown to the user as it is."""


class EditedMeanwhile(EditRefused):
    """Another editor saved or removed the section first.

    `row` is the section as it is stored, or was before it was removed; `who` changed it, `revision` is what
    one must have seen to save over that.
    """

    def __init__(self, row: Row, by: int, is_removed: bool, revision: int) -> None:
        self.row, self.is_removed, self.revision = row, is_removed, revision
        self.who = str(User.objects.filter(pk=by).first() or "?")
        sentence = (
            _("%(who)s removed this section meanwhile.")
            if is_removed
            else _("%(who)s changed this section meanwhile.")
        )
        super().__init__(sentence % {"who": self.who})


def add_section(
    page: Page,
    kind: str,
    values: Mapping[str, Any],
    *,
    by: User,
    after: str = "",
    now: datetime | None = None,
) -> Row:
    """Add a section after that of the id `after`, else as the last one; raises EditRefused."""
    with _changed(page, by, now) as change:
        rows = page.draft["sections"]
        if len(rows) >= MAX_SECTIONS:
            sentence = _("A page has at most %(number)s sections.")
            raise EditRefused(sentence % {"number": MAX_SECTIONS})
        row = new_row(kind, values, revision=page.revision, by=by, now=change)
        rows.insert(_place_after(rows, after), row)
    return row


def save_section(
    page: Page,
    section_id: str,
    values: Mapping[str, Any],
    *,
    by: User,
    seen: int,
    now: datetime | None = None,
) -> list[Row]:
    """Save the values of a section; returns the sections that others changed since `seen`.

    Raises EditedMeanwhile if this one was changed or removed since.
    """
    with _changed(page, by, now) as change:
        rows = page.draft["sections"]
        row = find(rows, section_id) or _restorable(page, section_id, seen)
        if row["revision"] > seen and row["values"] != values:  # equal ones: a button pressed twice
            raise EditedMeanwhile(row, row["by"], False, page.revision - 1)
        row.update(values=dict(values), **stamp(page.revision, by, change))
    return [each for each in rows if each["revision"] > seen and each["by"] != by.pk]


def move_section(
    page: Page, section_id: str, place: int, *, by: User, now: datetime | None = None
) -> None:
    """Put the section at that place, counted from 0; beyond the ends it becomes the first or the last."""
    with _changed(page, by, now):
        rows = page.draft["sections"]
        row = _existing(rows, section_id)
        rows.remove(row)
        rows.insert(max(0, min(place, len(rows))), row)


def remove_section(page: Page, section_id: str, *, by: User, now: datetime | None = None) -> Row:
    """Remove the section; `restore_section` undoes it."""
    with _changed(page, by, now):
        rows = page.draft["sections"]
        row = _existing(rows, section_id)
        entry = {"section": row, "place": rows.index(row), "revision": page.revision, "by": by.pk}
        rows.remove(row)
        page.draft["removed"] = [*page.draft.get("removed", ()), entry][-MAX_REMOVED:]
    return row


def restore_section(page: Page, section_id: str, *, by: User, now: datetime | None = None) -> Row:
    """Put a removed section back where it was; raises EditRefused if it is not one of the last ones."""
    with _changed(page, by, now):
        return _put_back(page, section_id)


def restore_version(
    page: Page, version: PageVersion, *, by: User, now: datetime | None = None
) -> None:
    """Make the draft what that version is; `restore_former` undoes it."""
    _replace(page, version.content["sections"], by, now)


def restore_former(page: Page, *, by: User, now: datetime | None = None) -> None:
    """Swap the draft with what the last restored version replaced."""
    if page.draft.get("former") is None:
        raise EditRefused(_("There is nothing to bring back."))
    _replace(page, None, by, now)


def _replace(page: Page, sections: list[Row] | None, by: User, now: datetime | None) -> None:
    with _changed(page, by, now) as change:
        source = page.draft.get("former", []) if sections is None else sections
        page.draft["former"] = page.draft["sections"]
        page.draft["sections"] = [{**row, **stamp(page.revision, by, change)} for row in source]


@contextmanager
def _changed(page: Page, by: User, now: datetime | None) -> Iterator[datetime]:
    """Lock the page, let its draft be changed in place at the next revision, and save it."""
    with transaction.atomic():
        lock(page)
        now = now or timezone.now()
        if not edits_page(page, by):
            raise MoveForbidden(_("You may not do this."))
        if page.status == ARCHIVED:
            raise EditRefused(_("The page is archived. Bring it back first."))
        page.revision += 1
        yield now
        page.changed_at = now
        page.save(update_fields=["draft", "revision", "changed_at"])


def _existing(rows: list[Row], section_id: str) -> Row:
    row = find(rows, section_id)
    if row is None:
        raise EditRefused(_("This section was removed meanwhile."))
    return row


def _restorable(page: Page, section_id: str, seen: int) -> Row:
    """A removed section, back in its place if its removal was seen; raises EditedMeanwhile otherwise."""
    entry = _removed(page, section_id)
    if entry["revision"] > seen:
        raise EditedMeanwhile(entry["section"], entry["by"], True, page.revision - 1)
    return _put_back(page, section_id)


def _put_back(page: Page, section_id: str) -> Row:
    entry = _removed(page, section_id)
    page.draft["removed"].remove(entry)
    row: Row = entry["section"]
    if find(page.draft["sections"], section_id):  # a restored version has it, too: both texts stay
        row = {**row, "id": new_id()}
    page.draft["sections"].insert(entry["place"], row)
    return row


def _removed(page: Page, section_id: str) -> Row:
    removed: list[Row] = page.draft.get("removed", [])
    for entry in removed:
        if entry["section"]["id"] == section_id:
            return entry
    raise EditRefused(_("This section was removed meanwhile."))


def _place_after(rows: list[Row], section_id: str) -> int:
    row = find(rows, section_id)
    return len(rows) if row is None else rows.index(row) + 1
