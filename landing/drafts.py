"""The draft of a page: its sections, each with the revision, the editor and the time of its last change.

{"sections": [{"id", "kind", "values", "revision", "by", "at"}, …], "removed": [{"section", "place"}, …]}
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from core.random_codes import random_code

ID_LENGTH = 6


def new_draft(
    sections: Iterable[tuple[str, dict[str, Any]]], *, by: User, now: datetime
) -> dict[str, Any]:
    """A draft of these (kind, values), at revision 1."""
    rows = [new_section(kind, values, revision=1, by=by, now=now) for kind, values in sections]
    return {"sections": rows, "removed": []}


def new_section(
    kind: str, values: dict[str, Any], *, revision: int, by: User, now: datetime
) -> dict[str, Any]:
    return {
        "id": random_code(ID_LENGTH).lower(),
        "kind": kind,
        "values": values,
        "revision": revision,
        "by": by.pk,
        "at": now.isoformat(),
    }


def content_of(draft: Mapping[str, Any]) -> dict[str, Any]:
    """What a version has of a draft: not who wrote it, nor what was removed."""
    rows = draft.get("sections", ())
    return {"sections": [{name: row[name] for name in ("id", "kind", "values")} for row in rows]}
