"""What readers did, as the lists and their evaluation see it: no database, no settings.

Times are days since 1970 as a float; readers and items are numbers (those of users and stores on the site).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

TASTE_HALF_LIFE = 60.0  # days after which an interaction counts half for its reader
POPULARITY_HALF_LIFE = 14.0  # days after which it counts half for its store
POPULARITY_DAYS = 60  # older interactions do not make a store popular


class Place(NamedTuple):
    """In degrees (WGS 84)."""

    latitude: float
    longitude: float


class Kind(StrEnum):
    ORDER = "order"
    CLAIM = "claim"
    FOLLOW = "follow"


WEIGHTS = {Kind.ORDER: 1.0, Kind.CLAIM: 0.5, Kind.FOLLOW: 0.5}


class Interaction(NamedTuple):
    user: int
    item: int
    at: float
    kind: Kind = Kind.ORDER


@dataclass(frozen=True, slots=True)
class Item:
    """What can be recommended: live from `since` until before `until`, or still if that is None."""

    pk: int
    place: Place | None = None
    category: int | None = None
    since: float = 0.0
    until: float | None = None

    def is_live(self, at: float) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(slots=True)
class Visit:
    """What one reader did at one item; `weight` decays with time, `orders` does not."""

    weight: float = 0.0
    orders: int = 0
    is_followed: bool = False


@dataclass(slots=True)
class Taste:
    """What is known of a reader; `place` is where they order to."""

    visits: dict[int, Visit] = field(default_factory=dict)
    place: Place | None = None

    def add(self, each: Interaction, now: float) -> None:
        visit = self.visits.setdefault(each.item, Visit())
        visit.weight += WEIGHTS[each.kind] * decay(now - each.at, TASTE_HALF_LIFE)
        visit.orders += each.kind == Kind.ORDER
        visit.is_followed |= each.kind == Kind.FOLLOW

    def seen(self) -> list[int]:
        """The items of the visits, the strongest first."""
        return sorted(self.visits, key=lambda item: (-self.visits[item].weight, item))

    def affinities(self, items: Mapping[int, Item]) -> dict[int | None, float]:
        """The share of each category in what the reader did."""
        sums: dict[int | None, float] = {}
        for pk, visit in self.visits.items():
            if pk in items and items[pk].category is not None:
                category = items[pk].category
                sums[category] = sums.get(category, 0.0) + visit.weight
        total = sum(sums.values())
        return {category: weight / total for category, weight in sums.items()} if total else {}


class Popularity(NamedTuple):
    """`score` decays with time; `people` is how many made it."""

    score: float
    people: int


def decay(days: float, half_life: float) -> float:
    return float(0.5 ** (max(days, 0.0) / half_life))


def tastes_of(
    interactions: Iterable[Interaction], items: Mapping[int, Item], now: float
) -> dict[int, Taste]:
    """By reader. Their place is that of the items they used most, until something better is known."""
    tastes: dict[int, Taste] = {}
    for each in interactions:
        tastes.setdefault(each.user, Taste()).add(each, now)
    for taste in tastes.values():
        taste.place = _middle(taste, items)
    return tastes


def popularity_of(interactions: Iterable[Interaction], now: float) -> dict[int, Popularity]:
    """By item, from the last POPULARITY_DAYS; follows are no sign of it."""
    scores: dict[int, float] = {}
    people: dict[int, set[int]] = {}
    for each in interactions:
        if each.kind != Kind.FOLLOW and now - POPULARITY_DAYS <= each.at <= now:
            worth = WEIGHTS[each.kind] * decay(now - each.at, POPULARITY_HALF_LIFE)
            scores[each.item] = scores.get(each.item, 0.0) + worth
            people.setdefault(each.item, set()).add(each.user)
    return {item: Popularity(score, len(people[item])) for item, score in scores.items()}


def _middle(taste: Taste, items: Mapping[int, Item]) -> Place | None:
    """The place of the strongest visit that has one."""
    places: Sequence[Place] = [
        place for pk in taste.seen() if pk in items and (place := items[pk].place) is not None
    ]
    return places[0] if places else None
