"""Reading what a provider sent, believing nothing of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from delivery.routing.base import Point, ProviderFailed

MAX_ROUTE_VALUE = 100_000_000  # metres or seconds: beyond any way on Earth


@contextmanager
def reading() -> Iterator[None]:
    """Whatever is missing, misshapen or mistyped in there becomes ProviderFailed."""
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
    """A count of metres or seconds, to the nearest whole."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value < MAX_ROUTE_VALUE
    ):
        raise ValueError
    return round(value)


def line(pairs: list[list[float]]) -> tuple[Point, ...]:
    """GeoJSON's [longitude, latitude] pairs as points, repeated ones once; at least two."""
    points = [_point(pair) for pair in pairs]
    kept = [point for at, point in enumerate(points) if not at or point != points[at - 1]]
    if len(kept) < 2:
        raise ValueError
    return tuple(kept)


def _point(pair: list[float]) -> Point:
    longitude, latitude = (round(float(value), 6) for value in pair[:2])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError
    return Point(latitude, longitude)
