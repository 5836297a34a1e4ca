"""What a route is, and what a provider of routes promises."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


class Point(NamedTuple):
    """A place on Earth in degrees (WGS84); latitude first, as people and Leaflet write it."""

    latitude: float
    longitude: float

    def rounded(self) -> "Point":
        """To about ten metres, so that everybody at one door stands at one point."""
        return Point(round(self.latitude, 4), round(self.longitude, 4))


def whole_minutes(seconds: float) -> int:
    """Rounded up, and never none: who promises a time keeps it rather late than not at all."""
    return max(1, math.ceil(seconds / 60))


def point_of(place: Any) -> Point | None:
    """Where a store, an order or an address is, if that is known."""
    if place.latitude is None or place.longitude is None:
        return None
    return Point(place.latitude, place.longitude)


@dataclass(frozen=True, slots=True)
class Route:
    """The way from the first point of `line` to its last."""

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
    """The provider is well, but knows no way between these points."""


class ProviderFailed(Exception):
    """The provider gave no usable answer; the text says why and holds no key and no address."""


class Provider(Protocol):
    """One service that knows roads."""

    @property
    def name(self) -> str:
        """Names the service and what it was asked for: routes of one name are alike."""

    def ask(self, start: Point, end: Point) -> Route:
        """Ask the service itself, within ANSWER_SECONDS; raises NoRoute or ProviderFailed."""
