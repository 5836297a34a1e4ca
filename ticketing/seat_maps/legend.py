"""What a page shows beside a map of seats: the legend, and seats in a list by section."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ticketing.seating.specs import PlanSpec

FREE = "."


@dataclass(frozen=True, slots=True)
class SeatCategory:
    """`index` is its place in the geometry; `left` counts its free seats; `price` is a text."""

    index: int
    name: str
    color: str
    left: int
    price: str = ""


def legend_of(
    plan: PlanSpec,
    prices: Mapping[str, str] | None = None,
    states: str = "",
    positions: Mapping[str, int] | None = None,
) -> list[SeatCategory]:
    """The categories that have seats; without `states` (see seat_map.js) every seat is free.

    `prices` by the name of the category; `positions` by guid are the indexes of `states`.
    """
    places = positions or {seat.guid: index for index, seat in enumerate(plan.seats)}
    free = (seat for seat in plan.seats if not states or states[places[seat.guid]] == FREE)
    left = Counter(seat.category for seat in free)
    used = {seat.category for seat in plan.seats}
    return [
        SeatCategory(
            index, each.name, each.color, left[each.name], (prices or {}).get(each.name, "")
        )
        for index, each in enumerate(plan.categories)
        if each.name in used
    ]


@dataclass(frozen=True, slots=True)
class ListedSeat:
    """`index` is that of its state; `state` is the state's character."""

    index: int
    section: str
    row: str
    number: str
    category: str
    kind: str
    state: str

    @property
    def is_free(self) -> bool:
        return self.state == FREE


@dataclass(frozen=True, slots=True)
class ListedSection:
    name: str
    left: int

    @property
    def query(self) -> str:
        """Of the page that lists its seats."""
        return f"?{urlencode({'section': self.name})}"


def sections_of(seats: Iterable[ListedSeat]) -> list[ListedSection]:
    """The sections in the order of the plan, with how many seats are free."""
    left: dict[str, int] = {}
    for seat in seats:
        left[seat.section] = left.get(seat.section, 0) + seat.is_free
    return [ListedSection(name, number) for name, number in left.items()]


def section_shown(sections: Sequence[ListedSection], asked: str | None) -> str | None:
    """The section whose seats are listed: the one asked for.

    At first none is: hundreds of checkboxes cost more than the rest of the page.
    """
    return next((section.name for section in sections if section.name == asked), None)


def rows_of_section(
    seats: Sequence[ListedSeat], section: str
) -> list[tuple[str, list[ListedSeat]]]:
    """The rows of the section, each with its seats, in the order of the plan."""
    rows: dict[str, list[ListedSeat]] = {}
    for seat in seats:
        if seat.section == section:
            rows.setdefault(seat.row, []).append(seat)
    return list(rows.items())
