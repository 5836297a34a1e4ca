"""The draft of a page: its sections, each with the revision, the editor and the time of its last change.

{"sections": [{"id", "kind", "values", "revision", "by", "at"}, …],
 "removed": [{"section", "place", "revision", "by"}, …],  the last ones, which can be restored
 "former": [section, …]}  what a restored version replaced
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from core.random_codes import random_code
from landing.sections import KINDS

ID_LENGTH = 6
Row = dict[str, Any]


def new_draft(
    sections: Iterable[tuple[str, Mapping[str, Any]]], *, by: User, now: datetime
) -> dict[str, Any]:
    """A draft of these (kind, values), at revision 1."""
    rows = [new_row(kind, values, revision=1, by=by, now=now) for kind, values in sections]
    return {"sections": rows, "removed": []}


def new_row(kind: str, values: Mapping[str, Any], *, revision: int, by: User, now: datetime) -> Row:
    identity = {"id": new_id(), "kind": kind}
    return {**identity, "values": dict(values), **stamp(revision, by, now)}


def new_id() -> str:
    return random_code(ID_LENGTH).lower()


def stamp(revision: int, by: User, now: datetime) -> Row:
    """Who changed a section when."""
    return {"revision": revision, "by": by.pk, "at": now.isoformat()}


def content_of(draft: Mapping[str, Any]) -> dict[str, Any]:
    """What a version has of a draft: not who wrote it, nor what was removed."""
    return {"sections": [_published(row) for row in draft.get("sections", ())]}


def rows_of(draft: Mapping[str, Any]) -> list[Row]:
    """The sections of a draft whose kinds are still known."""
    return [row for row in draft.get("sections", ()) if row["kind"] in KINDS]


def find(rows: Iterable[Row], section_id: str) -> Row | None:
    return next((row for row in rows if row["id"] == section_id), None)


def title_of(row: Mapping[str, Any]) -> str:
    """What editors call a section: its kind, and its own heading if it has one."""
    label = str(KINDS[row["kind"]].label)
    values = row["values"]
    heading = values.get("heading") or values.get("headline")
    return f"{label}: {heading}" if heading else label


def _published(row: Mapping[str, Any]) -> Row:
    return {name: row[name] for name in ("id", "kind", "values")}
