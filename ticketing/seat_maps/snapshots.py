"""The seats of a date as this process read them last: a page then reads only what changed since.

All rows of a large hall cost more than the rest of its page. A snapshot is as new as a query: every use reads
the changes by their versions, with the margin that open pages have (ticketing/seat_maps/live_states.py).
"""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

from ticketing.models import EventDate
from ticketing.seat_maps.live_states import BLOCKED, COMMIT_MARGIN, FREE, HELD, character_of

# Seconds until everything is read again, in case that a commit took longer than COMMIT_MARGIN.
MAX_AGE = 60
MAX_DATES = 32  # in one process


class PlanSeat(NamedTuple):
    """`category` is the primary key of its place's."""

    position: int
    section: str
    row: str
    number: str
    kind: str
    category: int


class HeldSeat(NamedTuple):
    """Until when, and by which hold (a primary key)."""

    until: datetime
    hold: int


@dataclass(frozen=True)
class Layout:
    """The seats in the order of their positions; `positions` by the primary keys of their places."""

    seats: Sequence[PlanSeat]
    positions: Mapping[int, int]

    @property
    def size(self) -> int:
        """The number of characters that its states have: some positions may be without a seat."""
        return self.seats[-1].position + 1 if self.seats else 0

    @cached_property
    def by_position(self) -> dict[int, PlanSeat]:
        return {seat.position: seat for seat in self.seats}

    @cached_property
    def sections(self) -> dict[str, list[PlanSeat]]:
        """By name, in the order of the plan."""
        found: dict[str, list[PlanSeat]] = {}
        for seat in self.seats:
            found.setdefault(seat.section, []).append(seat)
        return found


@dataclass(frozen=True)
class Taken:
    """A character for each position, without regard to lapsed holds; `held` by position."""

    layout: Layout
    characters: str
    held: Mapping[int, HeldSeat]

    @cached_property
    def free(self) -> Counter[tuple[str, int]]:
        """The number of free seats by section and category."""
        both = ((seat, self.characters[seat.position]) for seat in self.layout.seats)
        return Counter((seat.section, seat.category) for seat, state in both if state == FREE)

    def changed(self, rows: Sequence[Sequence[Any]]) -> "Taken":
        """With these rows of CHANGED. Raises KeyError for a place that the layout does not have."""
        characters, held = list(self.characters), dict(self.held)
        for pk, state, is_blocked, until, hold in rows:
            position = self.layout.positions[pk]
            characters[position] = character_of(state, is_blocked=is_blocked)
            held.pop(position, None)
            if characters[position] == HELD:
                held[position] = HeldSeat(until, hold)
        text = "".join(characters)
        is_same = text == self.characters and held == self.held
        return self if is_same else Taken(self.layout, text, held)


@dataclass(frozen=True)
class Snapshot:
    """`read_at` is by the database's clock, `loaded` by time.monotonic()."""

    taken: Taken
    read_at: datetime
    loaded: float


_snapshots: OrderedDict[tuple[int, str, int | None], Snapshot] = OrderedDict()
_lock = threading.Lock()


def taken_seats(date: EventDate) -> Taken:
    """What is committed now, by one query; by two where this process has not read the date lately."""
    key = date.pk, date.number, date.plan_version_id
    with _lock:
        found = _snapshots.get(key)
    if found is None or time.monotonic() - found.loaded > MAX_AGE:
        found = _load(date)
    else:
        found = _refreshed(date, found)
    with _lock:
        _snapshots[key] = found
        _snapshots.move_to_end(key)
        while len(_snapshots) > MAX_DATES:
            _snapshots.popitem(last=False)
    return found.taken


def _refreshed(date: EventDate, snapshot: Snapshot) -> Snapshot:
    """Two threads may do so at once: what the later one stores is true as well, and read from there on."""
    rows, read_at = _changed_since(date, snapshot.read_at - COMMIT_MARGIN)
    try:
        taken = snapshot.taken.changed(rows) if rows else snapshot.taken
    except KeyError:  # a place was added
        return _load(date)
    return replace(snapshot, taken=taken, read_at=read_at)


def _load(date: EventDate) -> Snapshot:
    fields = ("seat__position", "seat__section", "seat__row", "seat__number", "seat__kind")
    places = date.places.filter(seat__isnull=False).order_by("seat__position")
    rows = list(places.values_list("pk", *fields, "category_id"))
    layout = Layout([PlanSeat(*row[1:]) for row in rows], {row[0]: row[1] for row in rows})
    changed, read_at = _changed_since(date, None)
    known = [row for row in changed if row[0] in layout.positions]
    taken = Taken(layout, BLOCKED * layout.size, {}).changed(known)
    return Snapshot(taken, read_at, time.monotonic())


def _changed_since(
    date: EventDate, since: datetime | None
) -> tuple[list[tuple[Any, ...]], datetime]:
    """(place, state, is_blocked, until, hold) of each seat that changed, and the database's time."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, {"date": date.pk, "since": since})
        rows = cursor.fetchall()
    return [row[1:] for row in rows if row[1] is not None], rows[0][0]


CHANGED = """
SELECT clock.now, p.id, p.state, p.is_blocked, p.until, p.hold_id
FROM (SELECT clock_timestamp() AS now) clock LEFT JOIN ticketing_place p
  ON p.date_id = %(date)s AND p.seat_id IS NOT NULL
  AND p.changed_at > coalesce(%(since)s::timestamptz, '-infinity')
"""
