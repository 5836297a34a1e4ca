from delivery.routing.base import Point, Route
from delivery.routing.straight import straight_line


def route_between(start: Point, end: Point) -> Route:
    """The way from `start` to `end`: always an answer, within 2 seconds.

    It may ask another machine, so never call it under a lock or in a list.
    """
    return straight_line(start, end)
