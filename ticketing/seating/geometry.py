"""What a map draws, as compact JSON: whole numbers, the seats of a row as differences from seat to seat.

{"box": [x, y, width, height], "focus": [x, y], "categories": [[name, color], …], "sections": [name, …],
 "rows": [[section, row, numbers, xs, ys, categories, radius], …],
 "kinds": {seat: 1 for a wheelchair, 2 for its companion},
 "labels": [[text, x, y], …], "shapes": [[kind, x, y, rotation, color, border, numbers, text], …],
 "index": [index of each seat, in the order of the rows] or null for 0, 1, 2 …}

Coordinates are tenths of a pixel. `numbers` is [first] for seats numbered on by one, else a list of texts;
`xs` and `ys` begin with the first seat's coordinate; `categories` of a row is one number, or one for each
seat, and so is `radius`; a shape's `text` is [text, x, y, size, color] or null. static/js/seat_map.js reads
it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any

from ticketing.seating.specs import PlanSpec, SeatKind, SeatSpec, ShapeSpec

FORMAT = 1  # of the JSON above: a change of it has a new number
SCALE = 10  # units a pixel
MARGIN = 300  # units around everything
_KINDS = {SeatKind.WHEELCHAIR: 1, SeatKind.COMPANION: 2}


def geometry_of(plan: PlanSpec, index: Mapping[str, int] | None = None) -> str:
    """The JSON of a plan; `index` numbers the seats by guid, else they are numbered as in the document."""
    places = [index[seat.guid] for seat in plan.seats] if index else list(range(len(plan.seats)))
    categories = {each.name: number for number, each in enumerate(plan.categories)}
    sections = {name: n for n, name in enumerate(dict.fromkeys(s.section for s in plan.seats))}
    rows = groupby(plan.seats, key=lambda seat: (seat.section, seat.row))
    geometry = {
        "box": _box(plan),
        "focus": [_unit(each) for each in plan.focus],
        "categories": [[each.name, each.color] for each in plan.categories],
        "sections": list(sections),
        "rows": [
            [sections[section], row, *_row(list(seats), categories)]
            for (section, row), seats in rows
        ],
        "kinds": {
            str(place): _KINDS[seat.kind]
            for place, seat in zip(places, plan.seats, strict=True)
            if seat.kind in _KINDS
        },
        "labels": [[each.text, _unit(each.x), _unit(each.y)] for each in plan.row_labels],
        "shapes": [_shape(shape) for shape in plan.shapes],
        "index": None if places == list(range(len(places))) else places,
    }
    return json.dumps(geometry, ensure_ascii=False, separators=(",", ":"))


def digest_of(geometry: str) -> str:
    """The name of its file, which never changes: SHA-256 in hexadecimal."""
    return sha256(geometry.encode()).hexdigest()


def _row(seats: Sequence[SeatSpec], categories: Mapping[str, int]) -> list[Any]:
    numbers = [seat.number for seat in seats]
    first = int(numbers[0]) if numbers[0].isascii() and numbers[0].isdecimal() else None
    counted = first is not None and numbers == [str(first + n) for n in range(len(seats))]
    return [
        [first] if counted else numbers,
        _differences(_unit(seat.x) for seat in seats),
        _differences(_unit(seat.y) for seat in seats),
        _one_or_all([categories[seat.category] for seat in seats]),
        _one_or_all([max(1, _unit(abs(seat.radius))) for seat in seats]),
    ]


def _shape(shape: ShapeSpec) -> list[Any]:
    text = shape.text
    numbers = [_unit(number) for number in shape.numbers]
    place = [_unit(shape.x), _unit(shape.y), round(shape.rotation, 2)]
    drawn = text and [text.text, _unit(text.x), _unit(text.y), _unit(text.size), text.color]
    return [shape.kind, *place, shape.color, shape.border, numbers, drawn]


def _differences(values: Iterable[int]) -> list[int]:
    found, last = [], 0
    for value in values:
        found.append(value - last)
        last = value
    return found


def _one_or_all(values: list[int]) -> int | list[int]:
    return values[0] if len(set(values)) == 1 else values


def _box(plan: PlanSpec) -> list[int]:
    points = [(seat.x, seat.y) for seat in plan.seats]
    points += [(label.x, label.y) for label in plan.row_labels]
    for shape in plan.shapes:
        points += [(shape.x + x, shape.y + y) for x, y in _corners(shape)]
    xs, ys = [_unit(x) for x, _y in points], [_unit(y) for _x, y in points]
    left, top = min(xs) - MARGIN, min(ys) - MARGIN
    return [left, top, max(xs) + MARGIN - left, max(ys) + MARGIN - top]


def _corners(shape: ShapeSpec) -> list[tuple[float, float]]:
    """Points around the shape, without its rotation."""
    numbers = shape.numbers
    if shape.kind == "rectangle":
        return [(0, 0), (numbers[0], numbers[1])]
    if shape.kind in ("circle", "ellipse"):
        rx, ry = numbers[0], numbers[-1]
        return [(-rx, -ry), (rx, ry)]
    if shape.kind == "polygon":
        return list(zip(numbers[::2], numbers[1::2], strict=True))
    return [(shape.text.x, shape.text.y)] if shape.text else [(0, 0)]


def _unit(pixels: float) -> int:
    return round(pixels * SCALE)
