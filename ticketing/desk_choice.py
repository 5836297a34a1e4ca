"""What the desk chooses from: the places of a date by section, and the best that are available."""

from collections import defaultdict

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ticketing.database_clock import ClockTime
from ticketing.desk import DeskRefused
from ticketing.models import Category, EventDate, Place, Seat
from ticketing.seating.best import best_seats
from ticketing.seating.specs import SeatKind, SeatSpec

RADIUS = 10.0  # pixels; a seat's own is only in the drawing
SHOWN_PLACES = 1_500  # of a section


def sections_of_date(date: EventDate) -> list[dict[str, object]]:
    """The sections of seats, then the areas without numbers; each with what is free, blocked and taken."""
    rows = date.places.order_by().values("seat__section", "category", "category__name")
    free = Q(state="free") | Q(state="held", until__lte=ClockTime())
    counted = rows.annotate(
        free=Count("pk", filter=free & Q(is_blocked=False)),
        blocked=Count("pk", filter=Q(is_blocked=True)),
        all=Count("pk"),
    )
    found: dict[str, dict[str, object]] = {}
    for row in counted.order_by("seat__section", "category"):
        area = row["seat__section"] is None
        key = f"area-{row['category']}" if area else row["seat__section"]
        name = row["category__name"] if area else row["seat__section"] or _("Seats")
        section = found.setdefault(
            key, {"key": key, "name": name, "free": 0, "blocked": 0, "all": 0}
        )
        for each in ("free", "blocked", "all"):
            section[each] += row[each]  # type: ignore[operator]
    return list(found.values())


def places_of_section(date: EventDate, key: str) -> list[tuple[str, list[Place]]]:
    """By row; each place with `is_taken`. Of an area one row."""
    rows = _rows(date, key).select_related("seat", "category", "date")
    taken = ~Q(state="free") & ~Q(state="held", until__lte=ClockTime())
    keys = set(_rows(date, key).filter(taken).values_list("pk", flat=True))
    shown: dict[str, list[Place]] = defaultdict(list)
    for place in rows.order_by("seat__position", "pk")[:SHOWN_PLACES]:
        place.is_taken = place.pk in keys  # type: ignore[attr-defined]
        shown[place.seat.row if place.seat else ""].append(place)
    return list(shown.items())


def best_available(date: EventDate, category: Category, pieces: int) -> list[int]:
    """So many free places of the category, side by side where it has seats. Raises DeskRefused."""
    free = Place.objects.free_at(ClockTime()).filter(date=date, category=category)
    if category.is_numbered:
        found = _side_by_side(date, free, pieces)
    else:
        found = list(free.order_by("pk").values_list("pk", flat=True)[:pieces])
    if len(found) < pieces:
        raise DeskRefused(
            _("There are not so many free places of “%(name)s”.") % {"name": category}
        )
    return found


def _side_by_side(date: EventDate, free: QuerySet[Place], pieces: int) -> list[int]:
    by_seat = dict(free.values_list("seat", "pk"))
    seats = list(Seat.objects.filter(places__date=date).order_by("position"))
    specs = tuple(map(_spec_of, seats))
    indexes = [index for index, seat in enumerate(seats) if seat.pk in by_seat]
    xs = [spec.x for spec in specs] or [0.0]
    focus = ((min(xs) + max(xs)) / 2, min((spec.y for spec in specs), default=0.0))
    return [by_seat[seats[index].pk] for index in best_seats(specs, indexes, pieces, focus)]


def _spec_of(seat: Seat) -> SeatSpec:
    return SeatSpec(
        *(seat.guid, seat.section, seat.row, seat.number, seat.category),
        *(seat.x, seat.y, RADIUS, SeatKind(seat.kind)),
    )


def _rows(date: EventDate, key: str) -> QuerySet[Place]:
    rows = Place.objects.filter(date=date)
    area = key.removeprefix("area-")
    if area != key and area.isdecimal():
        return rows.filter(seat=None, category=int(area[:12]))
    return rows.filter(seat__section=key)
