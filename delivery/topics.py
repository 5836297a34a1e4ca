"""The topics that invalidate riders' offers.

A rider subscribes to the grid cells that their area touches, and a change is published to the one cell
of its store: the cost of publishing does not depend on the number of riders.
"""

from math import cos, floor, radians

from delivery.models import Delivery, WorkingArea

CELL = 0.1  # degrees of latitude: about 11 km, and as wide as it is high
ANYWHERE = "offers.anywhere"  # from stores without a position


def offer_topic(delivery: Delivery) -> str:
    """The topic of changes of this delivery."""
    if delivery.latitude is None or delivery.longitude is None:
        return ANYWHERE
    row = _row(delivery.latitude)
    return _topic(row, _column(row, delivery.longitude))


def offer_topics(area: WorkingArea) -> list[str]:
    """Every topic of a rider working in this area: at most some thirty cells."""
    height, width = area.reach
    west, east = area.longitude - width, area.longitude + width
    rows = range(_row(area.latitude - height), _row(area.latitude + height) + 1)
    cells = [(row, range(_column(row, west), _column(row, east) + 1)) for row in rows]
    return [ANYWHERE, *(_topic(row, column) for row, columns in cells for column in columns)]


def _row(latitude: float) -> int:
    return floor(latitude / CELL)


def _column(row: int, longitude: float) -> int:
    """Degrees of longitude shrink towards the poles, so a column there spans more of them."""
    shrink = abs(cos(radians((row + 0.5) * CELL)))
    return floor(longitude * shrink / CELL)


def _topic(row: int, column: int) -> str:
    return f"offers.{row}.{column}"
