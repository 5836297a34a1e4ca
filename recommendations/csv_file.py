"""Interactions of another site, from a CSV file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from operator import attrgetter
from pathlib import Path
from statistics import median

from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from recommendations.interactions import Interaction, Item, Place

REQUIRED = ("user", "item", "at")
OPTIONAL = ("latitude", "longitude", "category")
MAX_ROWS = 2_000_000
GONE_AFTER = 60.0  # days without an interaction, after which an item counts as closed
DAY = 86400.0  # seconds


class BadFile(Exception):
    """The file cannot be read; the text names the line."""


@dataclass
class Numbers:
    """A number for each text, in the order of their first use."""

    known: dict[str, int] = field(default_factory=dict)

    def of(self, text: str) -> int:
        return self.known.setdefault(text, len(self.known))


@dataclass
class Seen:
    """What the rows say of one item."""

    first: float
    last: float
    category: int | None = None
    latitudes: list[float] = field(default_factory=list)
    longitudes: list[float] = field(default_factory=list)

    def item(self, pk: int) -> Item:
        place = Place(median(self.latitudes), median(self.longitudes)) if self.latitudes else None
        return Item(pk, place, self.category, self.first, self.last + GONE_AFTER)


def read_interactions(path: Path) -> tuple[list[Interaction], list[Item]]:
    """By time, and the items. Raises BadFile.

    Times are ISO 8601 (in the site's time zone unless they name one) or seconds since 1970. An item is live
    from its first interaction until GONE_AFTER its last one, and its place is the median of its rows.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(csv.reader(file, strict=True))
    except OSError as error:
        raise BadFile(
            _("%(file)s cannot be read: %(reason)s") % {"file": path, "reason": error.strerror}
        ) from None
    except UnicodeDecodeError:
        raise BadFile(_("%(file)s is not encoded as UTF-8.") % {"file": path}) from None


def _read(rows: Iterator[list[str]]) -> tuple[list[Interaction], list[Item]]:
    numbered = _numbered(rows)
    columns = _columns(next(numbered, (1, []))[1])
    users, items, categories = Numbers(), Numbers(), Numbers()
    found: list[Interaction] = []
    seen: dict[int, Seen] = {}
    for line, row in numbered:
        if len(found) >= MAX_ROWS:
            raise BadFile(
                _("Line %(line)s: there are more than %(most)s rows.")
                % {"line": line, "most": f"{MAX_ROWS:,}"}
            )
        cells = _cells(line, row, columns)
        at = _time(line, cells["at"])
        item = items.of(cells["item"])
        found.append(Interaction(users.of(cells["user"]), item, at))
        known = seen.setdefault(item, Seen(at, at))
        known.first, known.last = min(known.first, at), max(known.last, at)
        if cells.get("category"):
            known.category = categories.of(cells["category"])
        if place := _place(line, cells):
            known.latitudes.append(place.latitude)
            known.longitudes.append(place.longitude)
    if not found:
        raise BadFile(_("There is no interaction in it."))
    return sorted(found, key=attrgetter("at")), [each.item(pk) for pk, each in seen.items()]


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its line; without empty ones."""
    line = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadFile(
                _("Line %(line)s: %(reason)s") % {"line": line + 1, "reason": error}
            ) from None
        line = rows.line_num  # type: ignore[attr-defined]
        if any(row):
            yield line, row


def _columns(header: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise BadFile(
            _(
                "Line 1: the first line must name the columns user, item and at; missing: %(missing)s."
            )
            % {"missing": ", ".join(missing)}
        )
    return {name: names.index(name) for name in (*REQUIRED, *OPTIONAL) if name in names}


def _cells(line: int, row: list[str], columns: dict[str, int]) -> dict[str, str]:
    if len(row) <= max(columns[name] for name in REQUIRED):
        raise BadFile(_("Line %(line)s: it has too few columns.") % {"line": line})
    cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
    for name in REQUIRED:
        if not cells[name]:
            raise BadFile(
                _("Line %(line)s: “%(column)s” is empty.") % {"line": line, "column": name}
            )
    return cells


def _time(line: int, text: str) -> float:
    try:
        seconds = _seconds(text)
        datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise BadFile(
            _("Line %(line)s: “%(text)s” is not a time such as 2026-03-31T18:30.")
            % {"line": line, "text": text[:40]}
        ) from None
    return seconds / DAY


def _seconds(text: str) -> float:
    if text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit() and len(text) != 8:
        return float(text)
    moment = datetime.fromisoformat(text)
    return (make_aware(moment) if is_naive(moment) else moment).timestamp()


def _place(line: int, cells: dict[str, str]) -> Place | None:
    texts = (cells.get("latitude", ""), cells.get("longitude", ""))
    if not any(texts):
        return None
    try:
        latitude, longitude = map(float, texts)
    except ValueError:
        latitude = longitude = float("nan")
    if not (
        isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    ):
        raise BadFile(
            _("Line %(line)s: “%(text)s” are not a latitude and a longitude in degrees.")
            % {"line": line, "text": ", ".join(texts)[:40]}
        )
    return Place(latitude, longitude)
