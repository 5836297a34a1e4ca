"""Parts of a plan's document: zones, straight and curved rows, areas."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, sin
from string import ascii_uppercase
from typing import Any

from ticketing.seating.document import Document
from ticketing.seating.specs import KIND_KEY, SeatKind

PITCH = 24  # pixels between the middles of two seats of a row
RADIUS = 10  # pixels of a seat
LIGHT, EDGE, DARK = "#efe8e2", "#c9bdb3", "#3d342f"

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arc:
    """A part of a circle around (x, y); `middle` is an angle in radians, clockwise from the right."""

    x: float
    y: float
    radius: float
    middle: float


def letters() -> Iterator[str]:
    return iter(ascii_uppercase)


def document_of(
    name: str, colors: dict[str, str], used: Iterable[str], zones: list[Part]
) -> Document:
    categories = [{"name": category, "color": colors[category]} for category in used]
    points = [point for zone in zones for point in _points(zone)]
    size = {
        "width": int(max(x for x, _y in points)) + 40,
        "height": int(max(y for _x, y in points)) + 40,
    }
    return {"name": name, "size": size, "categories": categories, "zones": zones}


def zone(name: str, rows: list[Part], areas: list[Part]) -> Part:
    return {"name": name, "position": {"x": 0, "y": 0}, "rows": rows, "areas": areas}


def straight_row(
    guid: str, name: str, number: int, x: float, y: float, category: str, start: int = 1
) -> Part:
    """`number` seats to the right of (x, y), numbered from `start`."""
    seats = [_seat(guid, start + n, x + n * PITCH, y, category) for n in range(number)]
    return {"row_number": name, "row_number_position": "both", "seats": seats}


def arc_row(
    guid: str, name: str, number: int, arc: Arc, category: str, *, labels: bool = True
) -> Part:
    """`number` seats on the arc, around its middle, numbered from the left of who faces its center."""
    seats = []
    for n in range(number):
        angle = arc.middle + ((number - 1) / 2 - n) * PITCH / arc.radius
        x, y = arc.x + arc.radius * cos(angle), arc.y + arc.radius * sin(angle)
        seats.append(_seat(guid, n + 1, x, y, category))
    return {"row_number": name, "row_number_position": "both" if labels else None, "seats": seats}


def with_wheelchairs(row: Part, places: list[int]) -> None:
    """Make these seats places for wheelchairs and, by turns, for who accompanies them."""
    for turn, place in enumerate(places):
        kind = SeatKind.COMPANION if turn % 2 else SeatKind.WHEELCHAIR
        row["seats"][place][KIND_KEY] = kind.value


def area(text: str, x: float, y: float, width: float, height: float, size: int) -> Part:
    """A dark rectangle with a text in its middle."""
    return {
        "shape": "rectangle",
        "position": {"x": round(x), "y": round(y)},
        "rectangle": {"width": round(width), "height": round(height)},
        "color": DARK,
        "border_color": DARK,
        "rotation": 0,
        "text": {
            "text": text,
            "position": {"x": round(width / 2), "y": round(height / 2)},
            "color": "#ffffff",
            "size": size,
        },
    }


def text_area(text: str, x: float, y: float, size: int) -> Part:
    label = {"text": text, "position": {"x": 0, "y": 0}, "color": DARK, "size": size}
    position = {"x": round(x), "y": round(y)}
    return {"shape": "text", "position": position, "rotation": 0, "text": label}


def _seat(guid: str, number: int, x: float, y: float, category: str) -> Part:
    return {
        "seat_guid": f"{guid}-{number}",
        "seat_number": str(number),
        "position": {"x": round(x, 1), "y": round(y, 1)},
        "category": category,
        "radius": RADIUS,
    }


def _points(zone: Part) -> Iterator[tuple[float, float]]:
    for row in zone["rows"]:
        for seat in row["seats"]:
            yield seat["position"]["x"], seat["position"]["y"]
