"""Small documents of seating plans, for the tests beside."""

from copy import deepcopy
from typing import Any


def seat(number, category="R", x=None, **more):
    place = {"x": (number - 1) * 25 if x is None else x, "y": 0}
    guid = {"seat_guid": f"s{number}", "seat_number": str(number)}
    return {**guid, "position": place, "category": category, **more}


def document(*seats, **more) -> dict[str, Any]:
    """One zone with one row of these seats, or of three."""
    row = {
        "row_number": "1",
        "position": {"x": 10, "y": 20},
        "seats": list(seats) or [seat(n) for n in (1, 2, 3)],
    }
    zone = {"name": "Stalls", "position": {"x": 100, "y": 200}, "rows": [row], "areas": []}
    plan = {"name": "Hall", "categories": [{"name": "R", "color": "#00f"}], "zones": [zone]}
    return deepcopy({**plan, "size": {"width": 400, "height": 300}, **more})


def row_of(plan):
    return plan["zones"][0]["rows"][0]
