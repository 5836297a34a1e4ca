"""What the page of a date shows of its seats: the states for the map, and a list by section."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

from ticketing.live_states import (
    BLOCKED,
    FREE,
    HELD,
    MARGIN,
    character_of,
    milliseconds_of,
    version_of,
)
from ticketing.maps import ListedSeat, SeatCategory
from ticketing.models import EventDate, Hold, Place, PlanVersion
from ticketing.offers import Offer

CACHED = 24 * 3600  # seconds


class SeatRow(NamedTuple):
    position: int
    section: str
    row: str
    number: str
    kind: str
    category: str
    state: str
    until: datetime | None
    is_blocked: bool
    hold: int | None


FIELDS = (
    *("seat__position", "seat__section", "seat__row", "seat__number", "seat__kind"),
    *("category__name", "state", "until", "is_blocked", "hold_id"),
)


@dataclass
class SeatStates:
    """All seats of a date at one time, in the order of their positions."""

    rows: Sequence[SeatRow]
    now: datetime
    hold: Hold | None = None
    characters: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.characters = [self._character(row) for row in self.rows]

    def data(self, prices: dict[str, str]) -> dict[str, Any]:
        """For seat_map.js; `prices` are texts by the category's place in the geometry."""
        length = self.rows[-1].position + 1 if self.rows else 0
        states = [BLOCKED] * length
        for row, character in zip(self.rows, self.characters, strict=True):
            states[row.position] = character
        return {
            "states": "".join(states),
            "now": milliseconds_of(self.now),
            "version": version_of(self.now - MARGIN),
            "until": {
                row.position: milliseconds_of(row.until)
                for row in self.rows
                if row.state == "held" and row.until and row.until > self.now
            },
            "mine": [row.position for row in self.rows if self._is_mine(row)],
            "prices": prices,
        }

    def listed(self) -> list[ListedSeat]:
        """For the list by section."""
        return [
            ListedSeat(
                *(row.position, row.section, row.row, row.number, row.category, row.kind),
                character,
            )
            for row, character in zip(self.rows, self.characters, strict=True)
        ]

    def left(self) -> Counter[str]:
        """Free seats by the name of their category."""
        both = zip(self.rows, self.characters, strict=True)
        return Counter(row.category for row, character in both if character == FREE)

    def _character(self, row: SeatRow) -> str:
        character = character_of(row.state, is_blocked=row.is_blocked)
        is_over = row.until is not None and row.until <= self.now
        return FREE if character == HELD and is_over else character

    def _is_mine(self, row: SeatRow) -> bool:
        is_live = row.until is not None and row.until > self.now
        return self.hold is not None and row.hold == self.hold.pk and is_live


def seat_states(date: EventDate, hold: Hold | None, now: datetime) -> SeatStates:
    """In one query."""
    places: QuerySet[Place, Any] = Place.objects.filter(date=date, seat__isnull=False)
    rows = places.order_by("seat__position").values_list(*FIELDS)
    return SeatStates([SeatRow(*row) for row in rows], now, hold)


def plan_categories(version: PlanVersion) -> list[tuple[str, str]]:
    """The name and colour of each category of the plan, in the order of its geometry."""
    key = f"plan-categories-{version.digest}"
    found: list[tuple[str, str]] | None = cache.get(key)
    if found is None:
        rows = PlanVersion.objects.filter(pk=version.pk).values_list(
            "layout__categories", flat=True
        )
        found = [(str(each.get("name")), str(each.get("color"))) for each in rows[0] or []]
        cache.set(key, found, CACHED)
    return found


def number_categories(offer: Offer, version: PlanVersion | None) -> None:
    """Say of each category with seats which one of the geometry it is."""
    names = [name for name, _color in plan_categories(version)] if version else []
    for each in offer.seated:
        if each.category.name in names:
            each.index = names.index(each.category.name)


def legend(offer: Offer, version: PlanVersion, prices: dict[str, str]) -> list[SeatCategory]:
    """The categories of the map in its colours, with what is left of each."""
    colors = [color for _name, color in plan_categories(version)]
    return [
        SeatCategory(
            index=each.index,
            name=each.category.name,
            color=colors[each.index],
            left=each.left,
            price=prices.get(str(each.index), ""),
        )
        for each in offer.seated
        if each.index is not None
    ]
