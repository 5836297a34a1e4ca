"""What is known of the items at one time: which are live, how popular, and which are near a place."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import ceil, cos, exp, floor, radians
from typing import NamedTuple

from recommendations.interactions import Item, Place, Popularity
from stores.distance import kilometres_between

RADIUS_KM = 6.0  # what is farther is not near
REACH_KM = 3.0  # each of these makes an item count 1/e
CELL = 0.05  # degrees, of the grid that finds what is near: about 5 km
MAX_COLUMNS = 20  # of the grid, to each side: beyond 80° of latitude some is missed
MAX_NEARBY = 200  # items at one place, the strongest
MAX_PLACES = 4096  # whose nearby items are cached
PRECISION = 2  # decimals of degrees: places within a kilometre share what is near
UNKNOWN = Popularity(0.0, 0)
LEAST_POPULARITY = 0.05  # of an item that nobody used yet, so that the nearest still comes first

Neighbours = Mapping[int, Sequence[tuple[int, float]]]


class Nearby(NamedTuple):
    """`score` is popularity and closeness together."""

    item: int
    score: float
    kilometres: float


class Knowledge:
    """`items` are all, also closed ones: tastes refer to them. Lists contain only those live at `now`."""

    def __init__(
        self,
        items: Iterable[Item],
        popularity: Mapping[int, Popularity],
        now: float,
        neighbours: Neighbours | None = None,
    ) -> None:
        self.items = {item.pk: item for item in items}
        self.live = {pk: item for pk, item in self.items.items() if item.is_live(now)}
        self.popularity = popularity
        self.neighbours: Neighbours = neighbours or {}
        self.now = now
        self._nearby: dict[Place | None, list[Nearby]] = {}

    def people(self, item: int) -> int:
        return self.popularity.get(item, UNKNOWN).people

    @cached_property
    def by_popularity(self) -> list[int]:
        return sorted(self.live, key=lambda item: (-self._score(item), item))

    @cached_property
    def has_places(self) -> bool:
        return any(item.place for item in self.live.values())

    def nearby(self, place: Place | None) -> list[Nearby]:
        """The strongest near a place first. Without a place none, unless no item has one either."""
        key = place and Place(round(place.latitude, PRECISION), round(place.longitude, PRECISION))
        if key not in self._nearby:
            if len(self._nearby) >= MAX_PLACES:
                self._nearby.clear()
            self._nearby[key] = self._find_nearby(key)
        return self._nearby[key]

    def _find_nearby(self, place: Place | None) -> list[Nearby]:
        if not self.has_places:
            first = self.by_popularity[:MAX_NEARBY]
            return [Nearby(item, self._score(item), 0.0) for item in first]
        if place is None:
            return []
        found = []
        for item in self._around(place):
            kilometres = kilometres_between(place, item.place) if item.place else None
            if kilometres is not None and kilometres <= RADIUS_KM:
                score = self._score(item.pk) * exp(-kilometres / REACH_KM)
                found.append(Nearby(item.pk, score, kilometres))
        return sorted(found, key=lambda each: (-each.score, each.item))[:MAX_NEARBY]

    def _score(self, item: int) -> float:
        return self.popularity.get(item, UNKNOWN).score + LEAST_POPULARITY

    @cached_property
    def _grid(self) -> dict[tuple[int, int], list[Item]]:
        grid: dict[tuple[int, int], list[Item]] = {}
        for item in self.live.values():
            if item.place:
                grid.setdefault(_cell(item.place), []).append(item)
        return grid

    def _around(self, place: Place) -> Iterable[Item]:
        row, column = _cell(place)
        degrees = RADIUS_KM / 111.0
        rows = ceil(degrees / CELL)
        columns = min(MAX_COLUMNS, ceil(degrees / max(cos(radians(place.latitude)), 0.01) / CELL))
        for y in range(row - rows, row + rows + 1):
            for x in range(column - columns, column + columns + 1):
                yield from self._grid.get((y, x), ())


def _cell(place: Place) -> tuple[int, int]:
    return floor(place.latitude / CELL), floor(place.longitude / CELL)
