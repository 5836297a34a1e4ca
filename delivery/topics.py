"""The topics on which riders hear that what is offered around them changed.

A rider listens to the cells of a grid that their area touches, and a change is told to the one cell its
store lies in: telling costs the same whether five riders listen or five thousand.
"""

from math import cos, floor, radians

from delivery.models import Delivery, WorkingArea

CELL = 0.1  # degrees of latitude: about 11 km, and as wide as it is high
ANYWHERE = "offers.anywhere"  # from stores that gave no position


def offer_topic(delivery: Delivery) -> str:
    """Where news of this delivery are told."""
    if delivery.latitude is None or delivery.longitude is None:
        return ANYWHERE
    row = _row(delivery.latitude)
    return _topic(row, _column(row, delivery.longitude))


def offer_topics(area: WorkingArea) -> list[str]:
    """Everywhere a rider working in this area listens: at most some thirty cells."""
    height, width = area.reach
    west, east = area.longitude - width, area.longitude + width
    rows = range(_row(area.latitude - height), _row(area.latitude + height) + 1)
    cells = [(row, range(_column(row, west), _column(row, east) + 1)) for row in rows]
    return [ANYWHERE, *(_topic(row, column) for row, columns in cells for column in columns)]


def _row(latitude: float) -> int:
    return floor(latitude / CELL)


def _column(row: int, longitude: float) -> int:
    """Degrees of longitude shrink towards the poles: there a column takes more of them."""
    shrink = abs(cos(radians((row + 0.5) * CELL)))
    return floor(longitude * shrink / CELL)


def _topic(row: int, column: int) -> str:
    return f"offers.{row}.{column}"
