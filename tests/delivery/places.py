"""The places of routing tests, in Seoul."""

from delivery.routing import Point

STORE, HOME = Point(37.5563, 126.9220), Point(37.5665, 126.9780)
CORNER = Point(37.5563, 126.9780)  # the corner between them on the stubs' roads
