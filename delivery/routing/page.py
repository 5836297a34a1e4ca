"""Template contexts for pages with a map."""

import json
from typing import Any

from django.conf import settings

from delivery.routing.base import Point
from delivery.routing.services import route_between


def map_context(start: Point | None, end: Point | None) -> dict[str, Any]:
    """Context for `{% include "delivery/_map.html" %}`: the route from the pick-up to the drop-off.

    `context |= map_context(start, end)` adds one name, `map`. A point may be None if an address has
    no coordinates: the map then shows the other, without a route. The page also needs
    `{% include "delivery/_map_head.html" %}` in its `head` block. Takes up to 2 seconds.
    """
    route = route_between(start, end) if start and end else None
    drawn = {
        "start": start,
        "end": end,
        "line": route.line if route else (),
        "estimate": route.is_estimate if route else False,
    }
    return {"map": {"route": route, "drawn": json.dumps(drawn) if start or end else "", **_tiles()}}


def area_map_context() -> dict[str, Any]:
    """Context for `{% include "delivery/_area_map.html" %}`, a map that sets a form's area.

    The form has the fields latitude, longitude and radius_km; if they are empty, the map is centred on
    Seoul. The page includes "delivery/_map_head.html" with area=True in its `head` block.
    """
    return {"map": _tiles(), "map_centre": f"{SEOUL.latitude},{SEOUL.longitude}"}


SEOUL = Point(37.5665, 126.9780)  # the city hall


def _tiles() -> dict[str, str]:
    return {"tiles": settings.TILE_URL, "attribution": settings.TILE_ATTRIBUTION}
