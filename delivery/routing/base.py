"""The type of a route, and the interface of a route provider."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


class Point(NamedTuple):
    """A place on Earth in degrees (WGS84); latitude first, as in Leaflet."""

    latitude: float
    longitude: float

    def rounded(self) -> "Point":
        """To about ten metres, so that all requests for one door share a point."""
        return Point(round(self.latitude, 4), round(self.longitude, 4))


def whole_minutes(seconds: float) -> int:
    """Rounded up, at least one: an estimate should rather be too long than too short."""
    return max(1, math.ceil(seconds / 60))


def point_of(place: Any) -> Point | None:
    """The position of a store, an order or an address, if known."""
    if place.latitude is None or place.longitude is None:
        return None
    return Point(place.latitude, place.longitude)


@dataclass(frozen=True, slots=True)
class Route:
    """The route from the first point of `line` to its last."""

    metres: int
    seconds: int
    line: tuple[Point, ...]
    is_estimate: bool
    provider: str

    @property
    def kilometres(self) -> float:
        return self.metres / 1000

    @property
    def minutes(self) -> int:
        return whole_minutes(self.seconds)


class NoRoute(Exception):
    """The provider works, but has no route between these points."""


class ProviderFailed(Exception):
    """The provider gave no usable answer; the text has the reason, and no key or address."""


class Provider(Protocol):
    """One routing service."""

    @property
    def name(self) -> str:
        """The service and its parameters: routes of the same name are interchangeable."""

    def ask(self, start: Point, end: Point) -> Route:
        """Call the service, within ANSWER_SECONDS; raises NoRoute or ProviderFailed."""
