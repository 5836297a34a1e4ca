"""Single values of a plan's document, each checked; a refusal names where in the plan it is."""

import re
from collections.abc import Callable
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from ticketing.seating.specs import PlanRefused, Point

Where = Callable[[], str]  # composed only for a refusal: a plan has thousands of places

MAX_COORDINATE = 100_000  # pixels, from the origin
MAX_RADIUS = 1_000  # pixels
MAX_TEXT = 100  # characters of a name

# What may be a CSS color, but no url() and no var(): anything else is drawn in grey.
COLOR = re.compile(r"#[0-9a-f]{3,8}|[a-z]{3,20}|(rgb|hsl)a?\([\d\s.,%/]{3,40}\)", re.IGNORECASE)
GREY = "#b8b0aa"


def objects(parent: dict[str, Any], key: str, where: Where) -> list[dict[str, Any]]:
    """The list of objects of that key, which may be missing."""
    rows = parent.get(key)
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _refusal(_("%(where)s: “%(key)s” must be a list of objects."), where, key)
    return rows


def text_of(
    parent: dict[str, Any],
    key: str,
    where: Where,
    *,
    required: bool = False,
    most: int = MAX_TEXT,
) -> str:
    """A name; a number is read as its text."""
    value = parent.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        if required:
            raise _refusal(_("%(where)s: “%(key)s” is missing."), where, key)
        return ""
    if not isinstance(value, str):
        raise _refusal(_("%(where)s: “%(key)s” must be a text."), where, key)
    if len(value) > most:
        raise _refusal(
            _("%(where)s: “%(key)s” is longer than %(most)s characters."), where, key, most=most
        )
    return value


def number_of(
    parent: dict[str, Any],
    key: str,
    where: Where,
    default: float = 0.0,
    most: float = MAX_COORDINATE,
) -> float:
    """A finite number of that size at most; `default` if it is missing."""
    value = parent.get(key, default)
    is_finite = isinstance(value, int) or (isinstance(value, float) and isfinite(value))
    if isinstance(value, bool) or not is_finite:
        raise _refusal(_("%(where)s: “%(key)s” must be a number."), where, key)
    if abs(value) > most:  # an integer of hundreds of digits is no float
        raise _refusal(
            _("%(where)s: “%(key)s” is too large: at most %(most)s."), where, key, most=int(most)
        )
    return float(value)


def position_of(parent: dict[str, Any], where: Where, *, default: Point | None = None) -> Point:
    """Its x and y; without a `default` it must be there."""
    value = parent.get("position")
    if value is None:
        if default is None:
            raise _refusal(_("%(where)s has no position."), where, "position")
        return default
    return point_of(value, where)


def point_of(value: Any, where: Where) -> Point:
    if not isinstance(value, dict) or not {"x", "y"} <= value.keys():
        raise _refusal(_("%(where)s: a position needs “x” and “y”."), where, "position")
    return number_of(value, "x", where), number_of(value, "y", where)


def color_of(value: Any, default: str = GREY) -> str:
    return value if isinstance(value, str) and COLOR.fullmatch(value) else default


def object_of(parent: dict[str, Any], key: str, where: Where) -> dict[str, Any]:
    value = parent.get(key)
    if not isinstance(value, dict):
        raise _refusal(_("%(where)s: “%(key)s” is missing."), where, key)
    return value


def _refusal(sentence: str, where: Where, key: str, **words: object) -> PlanRefused:
    return PlanRefused(sentence % {"where": where(), "key": key, **words})
