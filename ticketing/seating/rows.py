"""The rows of a plan's document, and their seats."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ticketing.seating.specs import KIND_KEY, PlanRefused, Point, RowLabel, SeatKind, SeatSpec
from ticketing.seating.values import MAX_RADIUS, Where, number_of, objects, position_of, text_of

MAX_GUID = 200  # characters
MAX_NUMBER = 50  # characters of a row's or a seat's
DEFAULT_RADIUS = 10  # pixels
LABEL_DISTANCE = 1.2  # of the distance between two seats


def seats_of_row(
    row: dict[str, Any],
    place: int,
    section: str,
    origin: Point,
    categories: set[str],
    zone_where: Where,
) -> list[SeatSpec]:
    """The seats of the row, which is the `place`-th of its zone; raises PlanRefused."""
    shown = row.get("row_number")

    def where() -> str:
        name = shown if isinstance(shown, str | int) and shown != "" else place
        return _("%(zone)s, row %(row)s") % {"zone": zone_where(), "row": str(name)[:40]}

    name = text_of(row, "row_number", where, most=MAX_NUMBER)
    x, y = position_of(row, where, default=(0.0, 0.0))
    start = origin[0] + x, origin[1] + y
    # Older files may leave the positions to the distance between two seats.
    spacing = number_of(row, "seats_spacing", where) if "seats_spacing" in row else None
    return [
        _seat(seat, number, (section, name), start, spacing, categories, where)
        for number, seat in enumerate(objects(row, "seats", where))
    ]


def _seat(
    seat: dict[str, Any],
    index: int,
    names: tuple[str, str],
    start: Point,
    spacing: float | None,
    categories: set[str],
    row_where: Where,
) -> SeatSpec:
    def where() -> str:
        shown = seat.get("seat_number") or index + 1
        return _("%(row)s, seat %(seat)s") % {"row": row_where(), "seat": str(shown)[:40]}

    x, y = position_of(seat, where, default=None if spacing is None else (index * spacing, 0.0))
    category = text_of(seat, "category", where, required=True)
    if category not in categories:
        words = {"where": where(), "category": category}
        raise PlanRefused(_("%(where)s: the plan has no category “%(category)s”.") % words)
    return SeatSpec(
        guid=text_of(seat, "seat_guid", where, required=True, most=MAX_GUID),
        section=names[0],
        row=names[1],
        number=text_of(seat, "seat_number", where, required=True, most=MAX_NUMBER),
        category=category,
        x=start[0] + x,
        y=start[1] + y,
        radius=number_of(seat, "radius", where, DEFAULT_RADIUS, MAX_RADIUS),
        kind=_kind(seat, where),
    )


def _kind(seat: dict[str, Any], where: Where) -> SeatKind:
    kind = seat.get(KIND_KEY, SeatKind.ORDINARY)
    if kind in list(SeatKind):
        return SeatKind(kind)
    words = {"where": where(), "key": KIND_KEY, "kind": str(kind)[:40]}
    raise PlanRefused(_("%(where)s: “%(key)s” cannot be “%(kind)s”.") % words)


def row_labels_of(row: dict[str, Any], seats: Sequence[SeatSpec]) -> list[RowLabel]:
    """Its number before the first seat, after the last one, or both; in the direction of the row."""
    shown = row.get("row_number_position")
    if not seats or not seats[0].row or shown not in ("start", "end", "both"):
        return []
    ends = {"start": [seats[:2]], "end": [seats[-2:][::-1]]}
    ends["both"] = ends["start"] + ends["end"]
    return [_label(end) for end in ends[shown]]


def _label(end: Sequence[SeatSpec]) -> RowLabel:
    first, second = end[0], end[-1]
    distance = (first.x - second.x) ** 2 + (first.y - second.y) ** 2
    if not distance:
        return RowLabel(first.row, first.x - 2.5 * first.radius, first.y)
    x, y = (first.x - second.x) * LABEL_DISTANCE, (first.y - second.y) * LABEL_DISTANCE
    return RowLabel(first.row, first.x + x, first.y + y)
