"""Reads a batch of usage from JSON: {"events": [{"meter", "key", "quantity", "at"}]}."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from billing.usage.rules import Usage, UsageError, UsageRefused

MAX_EVENTS = 1000
FIELDS = {"meter", "key", "quantity", "at"}


def parse_batch(body: bytes) -> list[Usage]:
    """Raises UsageRefused for what is not such a batch; what an event says is checked by its rules."""
    rows = _rows(body)
    if len(rows) > MAX_EVENTS:
        raise UsageRefused(_("There are more than %(count)s events.") % {"count": MAX_EVENTS})
    events = [_read(index, row) for index, row in enumerate(rows)]
    if errors := [each for each in events if isinstance(each, UsageError)]:
        raise UsageRefused(errors=errors)
    return [each for each in events if isinstance(each, Usage)]


def _rows(body: bytes) -> list[Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UsageRefused(_("The body is not JSON.")) from error
    rows = data.get("events") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise UsageRefused(_("The body is not an object with a list of “events”."))
    return rows


def _read(index: int, row: Any) -> Usage | UsageError:
    if not isinstance(row, dict):
        return UsageError(index, _("The event is not an object."))
    if unknown := sorted(set(row) - FIELDS):
        text = _("“%(name)s” is no field of an event.") % {"name": unknown[0][:50]}
        return UsageError(index, text)
    if missing := sorted(FIELDS - {"key"} - set(row)):
        return UsageError(index, _("“%(name)s” is missing.") % {"name": missing[0]})
    meter, key = row["meter"], row.get("key", "")
    if not (isinstance(meter, str) and isinstance(key, str)):
        return UsageError(index, _("“meter” and “key” are texts."))
    at = _time(row["at"])
    if at is None:
        text = _("“at” is no time with a time zone, as 2026-03-10T09:30:00+09:00.")
        return UsageError(index, text)
    return Usage(meter, key, row["quantity"], at)


def _time(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else None
