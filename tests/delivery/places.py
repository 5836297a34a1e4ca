"""Where the stories of routes happen, in Seoul."""

from delivery.routing import Point

STORE, HOME = Point(37.5563, 126.9220), Point(37.5665, 126.9780)
CORNER = Point(37.5563, 126.9780)  # what lies between them on the roads of the stubs
