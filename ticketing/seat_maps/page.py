"""What the page of a date shows of its seats: the states for the map, and a list by section."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from core.money import format_money
from ticketing.models import EventDate, Hold, PlanVersion
from ticketing.offers import Offer, OfferedCategory
from ticketing.seat_maps.legend import ListedSeat, ListedSection, SeatCategory, rows_of_section
from ticketing.seat_maps.live_states import COMMIT_MARGIN, FREE, milliseconds_of, version_of
from ticketing.seat_maps.snapshots import HeldSeat, Layout, Taken, taken_seats

CACHE_TIME = 24 * 3600  # seconds
NO_SEATS = Taken(Layout([], {}), "", {})


@dataclass
class SeatStates:
    """All seats of a date at one time, to the reader who has the hold."""

    taken: Taken
    now: datetime
    hold: Hold | None = None
    live: dict[int, HeldSeat] = field(init=False)
    characters: str = field(init=False)

    def __post_init__(self) -> None:
        held = self.taken.held.items()
        self.live = {position: each for position, each in held if each.until > self.now}
        characters = list(self.taken.characters)
        for position in self.taken.held.keys() - self.live.keys():
            characters[position] = FREE
        self.characters = "".join(characters)

    def data(self, prices: dict[str, str]) -> dict[str, Any]:
        """For seat_map.js; `prices` are texts by the category's place in the geometry."""
        mine = self.hold.pk if self.hold else None
        return {
            "states": self.characters,
            "now": milliseconds_of(self.now),
            "version": version_of(self.now - COMMIT_MARGIN),
            "until": {
                position: milliseconds_of(self.live[position].until)
                for position in sorted(self.live)
            },
            "mine": sorted(place for place, each in self.live.items() if each.hold == mine),
            "prices": prices,
        }

    def sections(self) -> list[ListedSection]:
        """In the order of the plan, with what is left of each."""
        left: Counter[str] = Counter()
        for (section, _category), pieces in self._free().items():
            left[section] += pieces
        return [ListedSection(name, left[name]) for name in self.taken.layout.sections]

    def rows(self, section: str, names: Mapping[int, str]) -> list[tuple[str, list[ListedSeat]]]:
        """The rows of a section; `names` are those of the categories (primary keys)."""
        seats = [
            ListedSeat(
                *(seat.position, seat.section, seat.row, seat.number, names[seat.category]),
                *(seat.kind, self.characters[seat.position]),
            )
            for seat in self.taken.layout.sections.get(section, ())
        ]
        return rows_of_section(seats, section)

    def left(self) -> Counter[int]:
        """Free seats of each category (primary key)."""
        left: Counter[int] = Counter()
        for (_section, category), pieces in self._free().items():
            left[category] += pieces
        return left

    def _free(self) -> Counter[tuple[str, int]]:
        """By section and category."""
        seats = self.taken.layout.by_position
        lapsed = (seats[position] for position in self.taken.held.keys() - self.live.keys())
        return self.taken.free + Counter((seat.section, seat.category) for seat in lapsed)


def seat_states(date: EventDate, hold: Hold | None, now: datetime) -> SeatStates:
    """In one query; none without a plan."""
    return SeatStates(taken_seats(date) if date.plan_version_id else NO_SEATS, now, hold)


def plan_categories(version: PlanVersion) -> list[tuple[str, str]]:
    """The name and colour of each category of the plan, in the order of its geometry."""
    key = f"plan-categories-{version.digest}"
    found: list[tuple[str, str]] | None = cache.get(key)
    if found is None:
        rows = PlanVersion.objects.filter(pk=version.pk).values_list(
            "layout__categories", flat=True
        )
        found = [(str(each.get("name")), str(each.get("color"))) for each in rows[0] or []]
        cache.set(key, found, CACHE_TIME)
    return found


def number_categories(offer: Offer, version: PlanVersion | None) -> None:
    """Say of each category with seats which one of the geometry it is."""
    names = [name for name, _color in plan_categories(version)] if version else []
    for each in offer.seated:
        if each.category.name in names:
            each.index = names.index(each.category.name)


def lowest_price(offered: OfferedCategory, currency: str) -> str:
    """What a seat of it costs: "from" the lowest price where there are several; empty without any."""
    if offered.lowest is None:
        return ""
    price = format_money(offered.lowest, currency)
    is_one = len({type_.price for type_ in offered.open_types}) < 2
    return price if is_one else _("from %(price)s") % {"price": price}


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
