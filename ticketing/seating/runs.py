"""Seats side by side: the rows of a plan by their geometry, cut where an aisle is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median

from ticketing.seating.specs import SeatKind, SeatSpec

AISLE = 1.7  # times the usual distance between two seats of the row


@dataclass(frozen=True, slots=True)
class Row:
    """Indexes of seats side by side, in parts between aisles."""

    section: str
    parts: tuple[tuple[int, ...], ...]
    x: float  # of its middle
    y: float


@lru_cache(maxsize=64)
def rows_of(seats: tuple[SeatSpec, ...]) -> tuple[Row, ...]:
    """The rows of a plan, each section's from one end to the other; wheelchair places end a part."""
    by_row: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, seat in enumerate(seats):
        by_row[seat.section, seat.row].append(index)
    rows = [_row(section, indexes, seats) for (section, _name), indexes in by_row.items()]
    return tuple(sorted(rows, key=_Order(rows)))


class _Order:
    """Sorts by section in the order of the document, and within it along the line of the rows' middles."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.sections: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.sections[row.section].append(row)
        self.places = {section: n for n, section in enumerate(self.sections)}

    def __call__(self, row: Row) -> tuple[int, float]:
        rows = self.sections[row.section]
        first = rows[0]
        last = max(rows, key=lambda each: (each.x - first.x) ** 2 + (each.y - first.y) ** 2)
        along = (row.x - first.x) * (last.x - first.x) + (row.y - first.y) * (last.y - first.y)
        return self.places[row.section], along


def _row(section: str, indexes: list[int], seats: Sequence[SeatSpec]) -> Row:
    ordered = _side_by_side(indexes, seats)
    x = sum(seats[index].x for index in indexes) / len(indexes)
    y = sum(seats[index].y for index in indexes) / len(indexes)
    return Row(section, tuple(map(tuple, _parts(ordered, seats))), x, y)


def _side_by_side(indexes: list[int], seats: Sequence[SeatSpec]) -> list[int]:
    """Along the line between the two ends of the row: a curved one may bend by half a circle."""
    start = seats[indexes[0]]
    one = max(indexes, key=lambda n: _squared(seats[n], start))
    other = max(indexes, key=lambda n: _squared(seats[n], seats[one]))
    a, b = seats[min(one, other)], seats[max(one, other)]
    return sorted(
        indexes,
        key=lambda n: (seats[n].x - a.x) * (b.x - a.x) + (seats[n].y - a.y) * (b.y - a.y),
    )


def _parts(ordered: list[int], seats: Sequence[SeatSpec]) -> list[list[int]]:
    gaps = [_squared(seats[a], seats[b]) ** 0.5 for a, b in pairwise(ordered)]
    widest = AISLE * median(gaps) if gaps else 0.0
    parts: list[list[int]] = [[]]
    for place, index in enumerate(ordered):
        if place and gaps[place - 1] > widest:
            parts.append([])
        if seats[index].kind == SeatKind.ORDINARY:
            parts[-1].append(index)
        else:
            parts.append([])
    return [part for part in parts if part]


def _squared(one: SeatSpec, other: SeatSpec) -> float:
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2
