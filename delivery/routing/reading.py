"""Parses and validates providers' answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from delivery.routing.base import Point, ProviderFailed

MAX_ROUTE_VALUE = 100_000_000  # metres or seconds: more than any route on Earth


@contextmanager
def reading() -> Iterator[None]:
    """Missing, malformed or mistyped fields raise ProviderFailed."""
    try:
        yield
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        raise ProviderFailed("unreadable answer") from None


def document(body: bytes) -> dict[str, Any]:
    data = json.loads(body)
    if not isinstance(data, dict):
        raise TypeError
    return data


def amount(value: object) -> int:
    """A number of metres or seconds, rounded to an integer."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value < MAX_ROUTE_VALUE
    ):
        raise ValueError
    return round(value)


def line(pairs: list[list[float]]) -> tuple[Point, ...]:
    """GeoJSON's [longitude, latitude] pairs as points, without consecutive duplicates; at least two."""
    points = [_point(pair) for pair in pairs]
    distinct = [point for at, point in enumerate(points) if not at or point != points[at - 1]]
    if len(distinct) < 2:
        raise ValueError
    return tuple(distinct)


def _point(pair: list[float]) -> Point:
    longitude, latitude = (round(float(value), 6) for value in pair[:2])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError
    return Point(latitude, longitude)
