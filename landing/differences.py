"""What differs between two contents of a page, as sentences for its editors."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from landing.drafts import Row, rows_of, title_of


def differences(former: Mapping[str, Any], content: Mapping[str, Any]) -> list[str]:
    """Sections that were added, changed, removed or moved from `former` to `content`, by name."""
    before, after = _by_id(former), _by_id(content)
    added = [
        _("Added: %(section)s") % _named(row) for key, row in after.items() if key not in before
    ]
    changed = [
        _("Changed: %(section)s") % _named(row)
        for key, row in after.items()
        if key in before and before[key]["values"] != row["values"]
    ]
    removed = [
        _("Removed: %(section)s") % _named(row) for key, row in before.items() if key not in after
    ]
    return [*added, *changed, *removed, *_moved(list(before), list(after))]


def _moved(before: list[str], after: list[str]) -> list[str]:
    common = set(before) & set(after)
    same = [key for key in before if key in common] == [key for key in after if key in common]
    return [] if same else [_("The order of the sections changed")]


def _by_id(content: Mapping[str, Any]) -> dict[str, Row]:
    return {row["id"]: row for row in rows_of(content)}


def _named(row: Row) -> dict[str, str]:
    return {"section": title_of(row)}
