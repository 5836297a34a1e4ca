"""Holding what a reader chose on the page of a date: seats, places without numbers, or the best ones."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from core.throttle import Limit, TooMany, count
from orders.carts import CartOwner
from ticketing.admission import Admission
from ticketing.database_clock import ClockTime
from ticketing.holds import take, take_any
from ticketing.models import EventDate, Hold, Place, PlanVersion, Seat, TicketType
from ticketing.refusals import PlacesGone, PlacesRefused, SoldOut
from ticketing.seating.best import best_seats
from ticketing.seating.plan import plan_of
from ticketing.seating.specs import PlanRefused, Point, SeatKind, SeatSpec

PRESS = Limit("ticket-presses", times=1, seconds=24 * 3600)
ATTEMPTS = 5  # at the best places, while others take them
RADIUS = 10.0  # pixels; a seat's own is only in the drawing


@dataclass(slots=True)
class Choice:
    """`places` (primary keys) are wanted for a type each; `areas` are pieces of a type.

    `best` asks for so many of a type side by side.
    """

    places: list[tuple[int, TicketType]] = field(default_factory=list)
    areas: list[tuple[TicketType, int]] = field(default_factory=list)
    best: tuple[TicketType, int] | None = None
    codes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.places or self.areas or self.best)


@dataclass(frozen=True, slots=True)
class Held:
    """`lost` is the sentence about places that others took meanwhile; the rest is held."""

    hold: Hold | None
    lost: str = ""


def hold_choice(
    date: EventDate,
    buyer: CartOwner,
    choice: Choice,
    press: uuid.UUID,
    admission: Admission | None = None,
) -> Held:
    """Hold what was chosen, once for each press of the button. Raises a PlacesRefused; nothing changed then.

    Of seats that others took meanwhile the rest is held nevertheless.
    """
    try:
        return _hold(date, buyer, choice, press, admission)
    except PlacesGone as refusal:
        rest = [(pk, type_) for pk, type_ in choice.places if pk not in refusal.places]
        if not rest and not choice.areas:
            raise
        remaining = Choice(places=rest, areas=choice.areas, codes=choice.codes)
        held = _hold(date, buyer, remaining, press, admission)
        return Held(held.hold, str(refusal))


@transaction.atomic
def _hold(
    date: EventDate,
    buyer: CartOwner,
    choice: Choice,
    press: uuid.UUID,
    admission: Admission | None,
) -> Held:
    try:
        count(PRESS, str(buyer.bind(press)))  # a second click waits here for the first one
    except TooMany:
        return Held(None)
    hold: Hold | None = None
    if choice.places:
        hold = take(date, buyer, choice.places, admission=admission, codes=choice.codes)
    if choice.best:
        hold = _take_best(date, buyer, *choice.best, choice.codes, admission)
    for type_, pieces in choice.areas:
        hold = take_any(
            *(date, buyer, type_.category, type_, pieces),
            admission=admission,
            codes=choice.codes,
        )
    return Held(hold)


def _take_best(
    date: EventDate,
    buyer: CartOwner,
    type_: TicketType,
    pieces: int,
    codes: Sequence[str],
    admission: Admission | None,
) -> Hold:
    """Others may be faster: then the next best ones."""
    for attempt in range(1, ATTEMPTS + 1):
        found = find_best(date, type_, pieces)
        try:
            with transaction.atomic():
                wanted = [(pk, type_) for pk in found]
                return take(date, buyer, wanted, admission=admission, codes=codes)
        except PlacesGone:
            if attempt == ATTEMPTS:
                raise
    raise PlacesRefused


def find_best(date: EventDate, type_: TicketType, pieces: int) -> list[int]:
    """The best free seats of the type's category side by side, as primary keys of places. Raises SoldOut."""
    places = Place.objects.filter(date=date, seat__isnull=False).select_related("seat")
    free = {
        place.seat_id: place
        for place in places.free_at(ClockTime()).only("seat", "category", "date")
    }
    version = date.plan_version
    seats = list(Seat.objects.filter(places__date=date).order_by("position")) if version else []
    specs = tuple(map(_spec_of, seats))
    mine: list[int] = []
    others: list[int] = []
    for index, seat in enumerate(seats):
        if place := free.get(seat.pk):
            (mine if place.category_id == type_.category_id else others).append(index)
    focus = _focus_of(version, specs) if version and specs else (0.0, 0.0)
    found = best_seats(specs, mine, pieces, focus, others)
    if not found:
        raise SoldOut(_no_room(type_), len(mine))
    return [free[seats[index].pk].pk for index in found]


def _no_room(type_: TicketType) -> str:
    return _(
        "There are not so many free seats of “%(category)s” side by side. Try fewer, or choose on the map."
    ) % {"category": type_.category}


def _spec_of(seat: Seat) -> SeatSpec:
    return SeatSpec(
        *(seat.guid, seat.section, seat.row, seat.number, seat.category),
        *(seat.x, seat.y, RADIUS, SeatKind(seat.kind)),
    )


def _focus_of(version: PlanVersion, specs: Sequence[SeatSpec]) -> Point:
    """The point that the audience faces; of a plan that cannot be read the middle above all seats."""
    try:
        return _focus_of_plan(version.digest)
    except PlanRefused:
        xs = [spec.x for spec in specs]
        return (min(xs) + max(xs)) / 2, min(spec.y for spec in specs)


@lru_cache(maxsize=64)
def _focus_of_plan(digest: str) -> Point:
    """Versions never change. Raises PlanRefused."""
    versions = PlanVersion.objects.filter(digest=digest)
    return plan_of(versions.values_list("layout", flat=True)[0]).focus
