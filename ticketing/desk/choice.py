"""What the desk chooses from: the places of a date by section, and the best that are available."""

from collections import defaultdict

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from core.number_input import KEY_DIGITS, read_number
from ticketing.database_clock import ClockTime
from ticketing.desk.sales import DeskRefused
from ticketing.holds.best_places import best_places
from ticketing.models import Category, EventDate, Place
from ticketing.models.places import untaken_at
from ticketing.refusals import SoldOut

SHOWN_PLACES = 1_500  # of a section


def sections_of_date(date: EventDate) -> list[dict[str, object]]:
    """The sections of seats, then the areas without numbers; each with what is free, blocked and taken."""
    rows = date.places.order_by().values("seat__section", "category", "category__name")
    free = untaken_at(ClockTime())
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
    taken = _rows(date, key).exclude(untaken_at(ClockTime()))
    keys = set(taken.values_list("pk", flat=True))
    shown: dict[str, list[Place]] = defaultdict(list)
    for place in rows.order_by("seat__position", "pk")[:SHOWN_PLACES]:
        place.is_taken = place.pk in keys  # type: ignore[attr-defined]
        shown[place.seat.row if place.seat else ""].append(place)
    return list(shown.items())


def best_available(date: EventDate, category: Category, pieces: int) -> list[int]:
    """So many free places of the category, side by side where it has seats. Raises DeskRefused."""
    if category.is_numbered:
        try:
            return best_places(date, category, pieces)
        except SoldOut as refusal:
            raise DeskRefused(_too_few(category)) from refusal
    free = Place.objects.free_at(ClockTime()).filter(date=date, category=category)
    found = list(free.order_by("pk").values_list("pk", flat=True)[:pieces])
    if len(found) < pieces:
        raise DeskRefused(_too_few(category))
    return found


def _too_few(category: Category) -> str:
    return _("There are not so many free places of “%(name)s”.") % {"name": category}


def _rows(date: EventDate, key: str) -> QuerySet[Place]:
    rows = Place.objects.filter(date=date)
    area = key.removeprefix("area-")
    category = read_number(area, KEY_DIGITS) if area != key else None
    if category is not None:
        return rows.filter(seat=None, category=category)
    return rows.filter(seat__section=key)
