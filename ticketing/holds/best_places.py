"""The best free seats of a date: ticketing.seating.best picks them, from rows of the database."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from ticketing.database_clock import ClockTime
from ticketing.models import Category, EventDate, Place, PlanVersion, Seat
from ticketing.refusals import SoldOut
from ticketing.seating.best import best_seats
from ticketing.seating.plan import plan_of
from ticketing.seating.specs import PlanRefused, Point, SeatKind, SeatSpec

RADIUS = 10.0  # pixels; a seat's own is only in the drawing


def best_places(date: EventDate, category: Category, pieces: int) -> list[int]:
    """The best free seats of the category side by side, as primary keys of places. Raises SoldOut."""
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
            (mine if place.category_id == category.pk else others).append(index)
    focus = _focus_of(version, specs) if version and specs else (0.0, 0.0)
    found = best_seats(specs, mine, pieces, focus, others)
    if not found:
        raise SoldOut(_no_room(category), len(mine))
    return [free[seats[index].pk].pk for index in found]


def _no_room(category: Category) -> str:
    return _(
        "There are not so many free seats of “%(category)s” side by side. Try fewer, or choose on the map."
    ) % {"category": category}


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
