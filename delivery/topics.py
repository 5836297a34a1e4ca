"""The topics on which riders hear that what is offered around them changed.

A rider listens to the cells of a grid that their area touches, and a change is told to the one cell its
store lies in: telling costs the same whether five riders listen or five thousand.
"""

from math import cos, floor, radians

from delivery.models import Delivery, WorkingArea

CELL = 0.1  # degrees: about 11 km by 9 km in Seoul
ANYWHERE = "offers.anywhere"  # from stores that gave no position
KM_A_DEGREE = 110.5


def offer_topic(delivery: Delivery) -> str:
    """Where news of this delivery are told."""
    if delivery.latitude is None or delivery.longitude is None:
        return ANYWHERE
    return _topic(_cell(delivery.latitude), _cell(delivery.longitude))


def offer_topics(area: WorkingArea) -> list[str]:
    """Everywhere a rider working in this area listens: at most some thirty cells."""
    height = float(area.radius_km) / KM_A_DEGREE
    width = height / max(cos(radians(area.latitude)), 0.2)
    rows = range(_cell(area.latitude - height), _cell(area.latitude + height) + 1)
    columns = range(_cell(area.longitude - width), _cell(area.longitude + width) + 1)
    return [ANYWHERE, *(_topic(row, column) for row in rows for column in columns)]


def _cell(degrees: float) -> int:
    return floor(degrees / CELL)


def _topic(row: int, column: int) -> str:
    return f"offers.{row}.{column}"
