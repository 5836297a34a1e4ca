"""The fallback without a provider: the straight line, with an estimated time by road."""

import math

from delivery.routing.base import Point, Route, whole_minutes

NAME = "straight"
EARTH_METRES = 6_371_009  # the mean radius
ROADS_PER_LINE = 1.3  # the usual ratio of road distance to the straight line in a town
METRES_PER_SECOND = 15 / 3.6  # a rider in a town, stops included: 15 km/h


def straight_line(start: Point, end: Point) -> Route:
    """An estimate: `metres` is the straight line; `seconds` is for a road distance of ROADS_PER_LINE."""
    metres = metres_between(start, end)
    return Route(
        metres=round(metres),
        seconds=_seconds(metres),
        line=(start, end),
        is_estimate=True,
        provider=NAME,
    )


def estimated_minutes(kilometres: float | None) -> int | None:
    """The estimated time for a straight line of so many kilometres; None if the distance is unknown."""
    if kilometres is None:
        return None
    return whole_minutes(_seconds(kilometres * 1000))


def _seconds(metres: float) -> int:
    return round(metres * ROADS_PER_LINE / METRES_PER_SECOND)


def metres_between(start: Point, end: Point) -> float:
    """Along the great circle, by the haversine formula."""
    north = math.radians(end.latitude - start.latitude)
    east = math.radians(end.longitude - start.longitude)
    shrink = math.cos(math.radians(start.latitude)) * math.cos(math.radians(end.latitude))
    half = math.sin(north / 2) ** 2 + shrink * math.sin(east / 2) ** 2
    return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))
