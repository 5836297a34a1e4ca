"""The areas of a plan: what is drawn around the seats, such as a stage."""

from typing import Any

from django.utils.translation import gettext as _

from ticketing.seating.specs import PlanRefused, Point, ShapeSpec, TextSpec
from ticketing.seating.values import (
    Where,
    color_of,
    number_of,
    object_of,
    objects,
    point_of,
    position_of,
    text_of,
)

DEFAULT_TEXT_SIZE = 16  # pixels
MAX_TEXT_SIZE = 1_000  # pixels
INK = "#3d342f"
CLEAR = "none"


def shape_of(area: dict[str, Any], origin: Point, where: Where) -> ShapeSpec:
    """An area at its absolute position; raises PlanRefused."""
    x, y = position_of(area, where, default=(0.0, 0.0))
    kind = area.get("shape") or "rectangle"
    return ShapeSpec(
        kind=kind,
        x=origin[0] + x,
        y=origin[1] + y,
        rotation=number_of(area, "rotation", where),
        color=CLEAR if kind == "text" else color_of(area.get("color"), CLEAR),
        border=CLEAR if kind == "text" else color_of(area.get("border_color"), CLEAR),
        numbers=_numbers(area, kind, where),
        text=_text(area, where),
    )


def _numbers(area: dict[str, Any], kind: Any, where: Where) -> tuple[float, ...]:
    if kind == "rectangle":
        # Older files have the width and the height in the area itself.
        size = object_of(area, "rectangle", where) if "rectangle" in area else area
        return number_of(size, "width", where), number_of(size, "height", where)
    if kind == "circle":
        return (number_of(object_of(area, "circle", where), "radius", where),)
    if kind == "ellipse":
        return point_of(object_of(area, "ellipse", where).get("radius"), where)
    if kind == "polygon":
        points = objects(object_of(area, "polygon", where), "points", where)
        return tuple(number for point in points for number in point_of(point, where))
    if kind == "text":
        return ()
    raise PlanRefused(_("%(where)s: unknown shape “%(shape)s”.") % _words(where, kind))


def _text(area: dict[str, Any], where: Where) -> TextSpec | None:
    text = area.get("text")
    if isinstance(text, str) and text:  # an older file: it stands in the middle
        width, height = (number_of(area, key, where) for key in ("width", "height"))
        name = text_of(area, "text", where)
        return TextSpec(name, width / 2, height / 2, DEFAULT_TEXT_SIZE, INK)
    if not isinstance(text, dict) or not text.get("text"):
        return None
    x, y = position_of(text, where, default=(0.0, 0.0))
    size = number_of(text, "size", where, DEFAULT_TEXT_SIZE, MAX_TEXT_SIZE)
    return TextSpec(text_of(text, "text", where), x, y, size, color_of(text.get("color"), INK))


def _words(where: Where, kind: Any) -> dict[str, str]:
    return {"where": where(), "shape": str(kind)[:40]}
