"""A seating plan's document, checked: its seats, categories and shapes at absolute positions.

The document is the JSON that pretix reads and writes (its seating-plan schema, version 0.0.1). Positions
there are relative to the parent's: seats to their row, rows and areas to their zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ticketing.seating.document import Document
from ticketing.seating.names import seat_name
from ticketing.seating.rows import row_labels_of, seats_of_row
from ticketing.seating.shapes import shape_of
from ticketing.seating.specs import (
    FOCUS_KEY,
    CategorySpec,
    PlanRefused,
    PlanSpec,
    Point,
    RowLabel,
    SeatSpec,
    ShapeSpec,
)
from ticketing.seating.values import color_of, objects, point_of, position_of, text_of

MAX_SEATS = 20_000
MAX_SHAPES = 2_000
MAX_CATEGORIES = 50
MAX_CATEGORY = 80  # characters of its name
# What the audience faces, as the text of a shape.
FOCUS_WORDS = ("stage", "무대", "screen", "스크린", "ring", "court", "field", "bühne", "scène")


@dataclass
class _Parts:
    """What was read so far."""

    seats: list[SeatSpec] = field(default_factory=list)
    shapes: list[ShapeSpec] = field(default_factory=list)
    labels: list[RowLabel] = field(default_factory=list)


def plan_of(document: Document) -> PlanSpec:
    """The plan that the document describes; raises PlanRefused, whose sentence names the place."""
    name = text_of(document, "name", _whole, required=True)
    categories = tuple(_categories(document))
    zones = objects(document, "zones", _whole)
    _check_number(zones)
    parts = _Parts()
    for number, zone in enumerate(zones, 1):
        _read_zone(zone, number, {each.name for each in categories}, parts)
    _check_unique(parts.seats)
    seats, shapes = tuple(parts.seats), tuple(parts.shapes)
    focus = _focus(document, seats, shapes)
    return PlanSpec(name, categories, seats, shapes, tuple(parts.labels), focus)


def _categories(document: Document) -> Iterator[CategorySpec]:
    rows = objects(document, "categories", _whole)
    if len(rows) > MAX_CATEGORIES:
        sentence = _("The plan has more than %(most)s categories.")
        raise PlanRefused(sentence % {"most": MAX_CATEGORIES})
    names: set[str] = set()
    for number, row in enumerate(rows, 1):
        place = _("Category %(number)s") % {"number": number}
        name = text_of(row, "name", lambda place=place: place, required=True, most=MAX_CATEGORY)  # type: ignore[misc]
        if name in names:
            raise PlanRefused(_("The category “%(name)s” is there twice.") % {"name": name})
        names.add(name)
        yield CategorySpec(name, color_of(row.get("color")))


def _check_number(zones: list[dict[str, Any]]) -> None:
    """Before anything is read of each seat."""
    number = shapes = 0
    for zone in zones:
        rows, areas = zone.get("rows"), zone.get("areas")
        shapes += len(areas) if isinstance(areas, list) else 0
        for row in rows if isinstance(rows, list) else ():
            seats = row.get("seats") if isinstance(row, dict) else None
            number += len(seats) if isinstance(seats, list) else 0
    if number > MAX_SEATS:
        words = {"number": number, "most": MAX_SEATS}
        raise PlanRefused(_("The plan has %(number)s seats; at most %(most)s can be used.") % words)
    if shapes > MAX_SHAPES:
        words = {"number": shapes, "most": MAX_SHAPES}
        raise PlanRefused(_("The plan has %(number)s areas; at most %(most)s can be used.") % words)
    if not number:
        raise PlanRefused(_("The plan has no seats."))


def _read_zone(zone: dict[str, Any], number: int, categories: set[str], parts: _Parts) -> None:
    section = str(zone.get("name") or zone.get("zone_id") or "")

    def where() -> str:
        return _("Zone %(number)s “%(name)s”") % {"number": number, "name": section[:40]}

    section = text_of(zone, "name", where) or text_of(zone, "zone_id", where)
    origin = position_of(zone, where)
    for place, row in enumerate(objects(zone, "rows", where), 1):
        seats = seats_of_row(row, place, section, origin, categories, where)
        parts.seats += seats
        parts.labels += row_labels_of(row, seats)
    for place, area in enumerate(objects(zone, "areas", where), 1):

        def inner(place: int = place) -> str:
            return _("%(zone)s, area %(number)s") % {"zone": where(), "number": place}

        parts.shapes.append(shape_of(area, origin, inner))


def _check_unique(seats: list[SeatSpec]) -> None:
    by_guid: dict[str, SeatSpec] = {}
    by_name: dict[tuple[str, str, str], SeatSpec] = {}
    for seat in seats:
        if other := by_guid.get(seat.guid):
            words = {"guid": seat.guid, "one": _place(other), "other": _place(seat)}
            sentence = _("Two seats have the seat_guid “%(guid)s”: %(one)s; and %(other)s.")
            raise PlanRefused(sentence % words)
        if (seat.section, seat.row, seat.number) in by_name:
            raise PlanRefused(_("This seat is there twice: %(seat)s.") % {"seat": _place(seat)})
        by_guid[seat.guid] = by_name[seat.section, seat.row, seat.number] = seat


def _place(seat: SeatSpec) -> str:
    return seat_name(seat.section, seat.row, seat.number) or f"“{seat.guid}”"


def _focus(document: Document, seats: tuple[SeatSpec, ...], shapes: tuple[ShapeSpec, ...]) -> Point:
    """As the document says, or the middle of its stage, or the middle above all seats."""
    if FOCUS_KEY in document:
        return point_of(document[FOCUS_KEY], _whole)
    for shape in shapes:
        if shape.text and any(word in shape.text.text.casefold() for word in FOCUS_WORDS):
            return shape.x + shape.text.x, shape.y + shape.text.y
    xs = [seat.x for seat in seats]
    return (min(xs) + max(xs)) / 2, min(seat.y for seat in seats)


def _whole() -> str:
    return _("The plan")
