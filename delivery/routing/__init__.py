"""Routes between two points: `route_between` for services, `map_context` for pages."""

from delivery.routing.base import Point, Route, point_of
from delivery.routing.map_links import MapLink, external_maps
from delivery.routing.page import area_map_context, map_context
from delivery.routing.services import known_route, route_between
from delivery.routing.straight import estimated_minutes

__all__ = [
    "MapLink",
    "Point",
    "Route",
    "area_map_context",
    "estimated_minutes",
    "external_maps",
    "known_route",
    "map_context",
    "point_of",
    "route_between",
]
