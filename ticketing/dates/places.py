"""The places of a date: made from its plan and categories, added, removed, blocked.

What is held or sold is never removed: the trigger of places refuses it as well.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.events import publish
from core.lifecycle import lock
from ticketing.database_clock import ClockTime
from ticketing.events import PlacesChanged
from ticketing.models import Category, Event, EventDate, Place, Seat
from ticketing.models.places import untaken_at

BATCH = 1_000  # rows a statement
MAX_PLACES = 100_000  # of a date


class DateRefused(Exception):
    """The places cannot be like this; the text can be shown to the user as it is."""


@transaction.atomic
def open_date(event: Event, **fields: object) -> EventDate:
    """Add a date to an event, with all its places. Raises DateRefused."""
    date = EventDate.objects.create(event=event, **fields)
    make_places(date)
    return date


@transaction.atomic
def make_places(date: EventDate) -> int:
    """Make the places fit the date's plan and categories; returns how many were added.

    Seats that the plan no longer has lose their places, and so do areas that became smaller. Raises
    DateRefused if one of those is held or sold, for a seat whose category the event does not have, and
    beyond MAX_PLACES.
    """
    EventDate.objects.select_for_update(no_key=True).get(pk=date.pk)
    categories = list(date.event.categories.order_by("pk"))
    added = _fit_seats(date, {each.name: each for each in categories if each.is_numbered})
    for category in categories:
        if category.capacity is not None:
            added += _fit_area(date, category, category.capacity)
    _refuse_too_many(date)
    return added


@transaction.atomic
def block(date: EventDate, places: Iterable[int], *, is_blocked: bool = True) -> None:
    """Take free places (primary keys) of the date off the sale, or put them back on it.

    Raises DateRefused if one of them is held or sold.
    """
    keys = sorted(set(places))
    rows = Place.objects.filter(date=date, pk__in=keys)
    locked = [place.pk for place in rows.order_by("pk").select_for_update(no_key=True)]
    if rows.filter(untaken_at(ClockTime())).update(is_blocked=is_blocked) != len(keys):
        raise DateRefused(_("Some of these places are held or sold."))
    publish(PlacesChanged(date, locked))


@transaction.atomic
def set_capacity(category: Category, capacity: int) -> None:
    """Set the places without numbers of each date of the event. Raises DateRefused."""
    lock(category.event)
    category.capacity = capacity
    category.save(update_fields=["capacity"])
    for date in category.event.dates.order_by("pk"):
        _fit_area(date, category, capacity)
        _refuse_too_many(date)


def remove_places(places: QuerySet[Place]) -> None:
    """Delete places. Raises DateRefused if one of them is held or sold, or has tickets of former buyers."""
    keys = list(places.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    free = Place.objects.filter(untaken_at(ClockTime()), pk__in=keys, tickets=None)
    if free.count() != len(keys):
        raise DateRefused(_("Some of the places that would go are held or sold, or were."))
    Place.objects.filter(pk__in=keys).delete()


def seats_of(date: EventDate) -> QuerySet[Seat]:
    """The seats that it should have places for: none without a plan."""
    version = date.plan_version
    if version is None:
        return Seat.objects.none()
    return Seat.objects.filter(plan=version.plan_id, is_current=True)


def _fit_seats(date: EventDate, categories: dict[str, Category]) -> int:
    seats = seats_of(date)
    remove_places(Place.objects.filter(date=date, seat__isnull=False).exclude(seat__in=seats))
    missing = list(seats.exclude(places__date=date).order_by("position"))
    if unknown := {seat.category for seat in missing} - set(categories):
        raise DateRefused(
            _("The plan has seats of categories that the event does not have: %(names)s.")
            % {"names": ", ".join(sorted(unknown))}
        )
    return _add(Place(date=date, seat=seat, category=categories[seat.category]) for seat in missing)


def _fit_area(date: EventDate, category: Category, capacity: int) -> int:
    area = Place.objects.filter(date=date, category=category, seat=None)
    missing = capacity - area.count()
    if missing < 0:
        _shrink(area, -missing)
    return _add(Place(date=date, category=category) for _each in range(missing))


def _shrink(area: QuerySet[Place], pieces: int) -> None:
    free = (
        area.filter(untaken_at(ClockTime()), tickets=None)
        .order_by("-pk")
        .values_list("pk", flat=True)
    )
    keys = list(free[:pieces])
    if len(keys) < pieces:
        most = len(keys)
        raise DateRefused(
            ngettext(
                "Only %(most)s place can go: the others are held or sold, or were.",
                "Only %(most)s places can go: the others are held or sold, or were.",
                most,
            )
            % {"most": most}
        )
    remove_places(area.filter(pk__in=keys))


def _add(places: Iterable[Place]) -> int:
    return len(Place.objects.bulk_create(places, batch_size=BATCH))


def _refuse_too_many(date: EventDate) -> None:
    if date.places.count() > MAX_PLACES:
        raise DateRefused(
            _("A date can have at most %(most)s places.") % {"most": f"{MAX_PLACES:,}"}
        )
