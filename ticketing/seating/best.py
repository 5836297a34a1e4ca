"""The best seats that are free, side by side."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ticketing.seating.runs import Row, rows_of
from ticketing.seating.specs import Point, SeatSpec


@dataclass(frozen=True, slots=True)
class _Window:
    """Seats side by side; `singles` counts the free seats that they would leave alone."""

    seats: tuple[int, ...]
    singles: int
    x: float
    y: float


def best_seats(
    seats: Sequence[SeatSpec],
    free: Collection[int],
    number: int,
    focus: Point,
    others: Collection[int] = (),
) -> tuple[int, ...]:
    """The indexes of the best `number` free ordinary seats, sorted; empty if there are none together.

    They are in one row without an aisle between them; only if no row has so many, in two rows of a section,
    one behind the other. No free seat is left alone between others where that can be avoided; then the
    nearest to `focus` win. `others` are free, too, but not to be chosen (those of other categories). The same
    arguments give the same seats.
    """
    if number < 1:
        return ()
    wanted, vacant = frozenset(free), frozenset(free) | frozenset(others)
    rows = rows_of(tuple(seats))
    found = _in_one_row(seats, rows, wanted, vacant, number, focus)
    found = found or _in_two_rows(seats, rows, wanted, vacant, number, focus)
    return tuple(sorted(found))


def _in_one_row(
    seats: Sequence[SeatSpec],
    rows: Sequence[Row],
    wanted: frozenset[int],
    vacant: frozenset[int],
    number: int,
    focus: Point,
) -> tuple[int, ...]:
    windows = (each for row in rows for each in _windows(seats, row, wanted, vacant, number))
    best = min(
        windows, key=lambda each: (each.singles, _distance(each, focus), each.seats), default=None
    )
    return best.seats if best else ()


def _in_two_rows(
    seats: Sequence[SeatSpec],
    rows: Sequence[Row],
    wanted: frozenset[int],
    vacant: frozenset[int],
    number: int,
    focus: Point,
) -> tuple[int, ...]:
    """In the nearest rows, without a single guest or a single free seat; else the least bad ones."""
    neighbours = [(a, b) for a, b in pairwise(rows) if a.section == b.section]
    neighbours.sort(
        key=lambda pair: (
            (pair[0].x + pair[1].x - 2 * focus[0]) ** 2
            + (pair[0].y + pair[1].y - 2 * focus[1]) ** 2
        )
    )
    best: tuple[tuple[int, int, float], tuple[int, ...]] | None = None
    for pair in neighbours:
        for score, found in _splits(seats, pair, wanted, vacant, number):
            if best is None or (score, found) < best:
                best = score, found
        if best and best[0][:2] == (0, 0):
            break
    return best[1] if best else ()


def _splits(
    seats: Sequence[SeatSpec],
    pair: tuple[Row, Row],
    wanted: frozenset[int],
    vacant: frozenset[int],
    number: int,
) -> Iterator[tuple[tuple[int, int, float], tuple[int, ...]]]:
    """Each split with its score: who sits alone, seats left alone, how far the two groups are apart."""
    for size in range(number // 2, 0, -1):
        for one, other in (pair, pair[::-1])[: 1 if size * 2 == number else 2]:
            near = sorted(
                _windows(seats, other, wanted, vacant, number - size), key=lambda each: each.x
            )
            xs = [each.x for each in near]
            for window in _windows(seats, one, wanted, vacant, size):
                place = bisect_left(xs, window.x)
                for beside in near[max(0, place - 2) : place + 2]:
                    apart = (window.x - beside.x) ** 2 + (window.y - beside.y) ** 2
                    alone = int(size == 1 and number > 2)
                    score = alone, window.singles + beside.singles, apart
                    yield score, (*window.seats, *beside.seats)


def _windows(
    seats: Sequence[SeatSpec],
    row: Row,
    wanted: frozenset[int],
    vacant: frozenset[int],
    number: int,
) -> Iterator[_Window]:
    for part in row.parts:
        if len(part) < number:
            continue
        for run in _runs(part, vacant):
            for start in range(len(run) - number + 1):
                chosen = run[start : start + number]
                if wanted.issuperset(chosen):
                    yield _window(seats, chosen, start, len(run) - start - number)


def _window(seats: Sequence[SeatSpec], chosen: tuple[int, ...], before: int, after: int) -> _Window:
    """Of seats with so many free ones on either side."""
    first, last = seats[chosen[0]], seats[chosen[-1]]
    singles = (before == 1) + (after == 1)
    return _Window(chosen, singles, (first.x + last.x) / 2, (first.y + last.y) / 2)


def _runs(part: tuple[int, ...], vacant: frozenset[int]) -> Iterator[tuple[int, ...]]:
    """The longest parts of it that are free."""
    start = None
    for place, index in enumerate(part):
        if index not in vacant:
            if start is not None:
                yield part[start:place]
            start = None
        elif start is None:
            start = place
    if start is not None:
        yield part[start:]


def _distance(window: _Window, focus: Point) -> float:
    """Squared; rounded, so that equal ones are equal."""
    return round((window.x - focus[0]) ** 2 + (window.y - focus[1]) ** 2, 3)
