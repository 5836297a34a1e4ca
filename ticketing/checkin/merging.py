"""Take in what a phone did without a network: each scan once, in its order, and nothing of it is lost."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ticketing.checkin.gates import Door
from ticketing.checkin.scanning import ScanRefused, Seen, scan
from ticketing.checkin.undoing import undo
from ticketing.models import Direction, EventDate, Scan

MAX_SCANS = 100  # in one request
MAX_SCAN_AGE = timedelta(days=30)  # an earlier time is that of a phone without a clock


class MergeRefused(Exception):
    """Not a list of scans; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Of one scan of the phone: what became of it, or why it cannot be stored."""

    uuid: str
    scan: Scan | None = None
    refused: str = ""

    def as_json(self) -> dict[str, Any]:
        if self.scan is None:
            return {"uuid": self.uuid, "refused": self.refused}
        outcome, is_conflict = self.scan.outcome, self.scan.is_conflict
        return {"uuid": self.uuid, "outcome": outcome, "conflict": is_conflict}


def merge(door: Door, entries: object, now: datetime) -> list[Merged]:
    """Store the phone's scans, a transaction each. Raises MergeRefused for what is no list of scans."""
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise MergeRefused(_("These are no scans."))
    if len(entries) > MAX_SCANS:
        raise MergeRefused(_("Send at most %(most)s scans at once.") % {"most": MAX_SCANS})
    dates = {date.number: date for date in door.event.dates.all()}
    return list(_merged(door, dates, entries, now))


def _merged(
    door: Door, dates: dict[str, EventDate], entries: list[dict[str, Any]], now: datetime
) -> Iterable[Merged]:
    for entry in entries:
        name = str(entry.get("uuid", ""))[:36]
        date = dates.get(str(entry.get("date", "")))
        if date is None:
            yield Merged(name, refused=_("This scan is of another event."))
            continue
        date.event = door.event
        try:
            yield Merged(name, _one(replace(door, date=date), entry, now))
        except (ScanRefused, MergeRefused) as refusal:
            yield Merged(name, refused=str(refusal))


def _one(door: Door, entry: dict[str, Any], now: datetime) -> Scan:
    uuid, at = _uuid(entry.get("uuid")), moment_of(entry.get("at"), now)
    direction = entry.get("direction")
    if direction == Direction.UNDO:
        return undo(door, _uuid(entry.get("undoes")), uuid, at, now, is_offline=True)
    if direction not in (Direction.IN, Direction.OUT):
        raise MergeRefused(_("A scan is either in or out."))
    seen = Seen(
        uuid,
        clean(entry.get("text")),
        Direction(direction),
        is_chosen=entry.get("isChosen") is True,
        let_in=entry.get("letIn") is True,
    )
    return scan(door, seen, at, now)


def moment_of(value: object, now: datetime) -> datetime:
    """Milliseconds since 1970; a time in the future, long ago, or no time at all, is that of the arrival."""
    try:
        at = datetime.fromtimestamp(float(value) / 1000, UTC)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, OSError):
        return now
    return at if now - MAX_SCAN_AGE <= at <= now else now


def clean(value: object) -> str:
    """Half of a pair of surrogates, as JSON may have, is no text that can be stored."""
    return str(value or "").encode(errors="replace").decode()


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise MergeRefused(_("A scan has no number of its own.")) from None
