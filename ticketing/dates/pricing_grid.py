"""The prices of an event: its categories, and the types of tickets that are sold of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from core.lifecycle import lock
from ticketing.dates.places import DateRefused, make_places, remove_places
from ticketing.models import Category, Event, EventDate, Place, PlanVersion, Seat, TicketType

COLORS = ("#2f6fde", "#c2410c", "#15803d", "#a21caf", "#b45309", "#0e7490", "#be123c", "#4d7c0f")
MAX_CATEGORIES, MAX_TYPES = 40, 200  # of an event


class PricesRefused(Exception):
    """The prices cannot be like this; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class Column:
    """Types of the same name and period, one of each category."""

    name: str
    phase: str

    @property
    def label(self) -> str:
        return f"{self.name} · {self.phase}" if self.phase else self.name


@dataclass(frozen=True, slots=True)
class Row:
    category: Category
    types: list[TicketType | None]  # one for each column


def categories_of(event: Event) -> QuerySet[Category]:
    return event.categories.order_by("position", "pk").prefetch_related("types")


def grid_of(event: Event) -> tuple[list[Column], list[Row]]:
    """The columns and rows of the table of prices. Two queries."""
    categories = list(categories_of(event))
    columns: dict[Column, None] = {}
    by_place: dict[tuple[int, Column], TicketType] = {}
    types = [each for category in categories for each in category.types.all()]
    for each in sorted(types, key=lambda each: (each.position, each.pk)):
        column = Column(each.name, each.phase)
        columns[column] = None
        by_place.setdefault((each.category_id, column), each)
    rows = [
        Row(category, [by_place.get((category.pk, column)) for column in columns])
        for category in categories
    ]
    return list(columns), rows


@transaction.atomic
def save_prices(event: Event, prices: Mapping[tuple[int, Column], Decimal]) -> int:
    """Set prices by the primary key of their category and their column; returns how many changed.

    A type that a category does not have yet is added. What is ordered already stays as it was ordered.
    """
    lock(event)
    columns, rows = grid_of(event)
    for column in dict.fromkeys(column for _category, column in prices):
        if column not in columns:
            columns.append(column)
            for row in rows:
                row.types.append(None)
    changed = 0
    for row in rows:
        for position, column in enumerate(columns):
            price, each = prices.get((row.category.pk, column)), row.types[position]
            if price is None or (each is not None and each.price == price):
                continue
            changed += 1
            if each is None:
                _add_like(row.category, column, price, rows, position)
            else:
                each.price = price
                each.save(update_fields=["price"])
    return changed


@transaction.atomic
def add_category(event: Event, name: str, capacity: int | None = None, color: str = "") -> Category:
    """Add a category, with so many places without numbers at each date, or (None) seats of the plan.

    Raises PricesRefused, and DateRefused if a date cannot have so many places.
    """
    lock(event)
    number = event.categories.count()
    if number >= MAX_CATEGORIES:
        raise PricesRefused(
            _("An event has at most %(number)s categories.") % {"number": MAX_CATEGORIES}
        )
    if event.categories.filter(name=name).exists():
        raise PricesRefused(_("There is a category of this name already."))
    category = Category.objects.create(
        event=event,
        name=name,
        capacity=capacity,
        color=color or COLORS[number % len(COLORS)],
        position=number,
    )
    for date in event.dates.order_by("pk"):
        make_places(date)
    return category


def add_missing_categories(event: Event, version: PlanVersion | None) -> list[Category]:
    """Add the categories of the plan's seats that the event does not have, in the plan's colours."""
    if version is None:
        return []
    seats = Seat.objects.filter(plan=version.plan_id, is_current=True)
    known = set(event.categories.values_list("name", flat=True))
    named = seats.order_by("position").values_list("category", flat=True)
    colors = {each.get("name"): each.get("color") for each in version.layout.get("categories", [])}
    missing = [name for name in dict.fromkeys(named) if name not in known]
    return [add_category(event, name, color=_hex(colors.get(name))) for name in missing]


@transaction.atomic
def remove_category(category: Category) -> None:
    """Raises PricesRefused if the plan has seats of it, or places of it are or were sold or held."""
    lock(category.event)
    if category.is_numbered and has_seats(category):
        raise PricesRefused(_("Seats of a plan belong to it: it stays."))
    try:
        remove_places(Place.objects.filter(category=category))
        category.delete()
    except (DateRefused, ProtectedError) as refusal:
        raise PricesRefused(_("Tickets of it were ordered: it stays.")) from refusal


@transaction.atomic
def add_type(category: Category, each: TicketType) -> TicketType:
    """Raises PricesRefused."""
    lock(category.event)
    types = TicketType.objects.filter(category__event=category.event_id)
    if types.count() >= MAX_TYPES:
        raise PricesRefused(
            _("An event has at most %(number)s types of tickets.") % {"number": MAX_TYPES}
        )
    each.category, each.position = category, types.filter(category=category).count()
    each.save()
    return each


def remove_type(each: TicketType) -> None:
    """Raises PricesRefused if tickets of it were ordered or are held."""
    try:
        with transaction.atomic():
            each.delete()
    except ProtectedError as refusal:
        raise PricesRefused(
            _("Tickets of this type were ordered: end its sale by a time instead.")
        ) from refusal


def has_seats(category: Category) -> bool:
    """Whether a plan of a date of the event has seats of it, by its name."""
    dates = EventDate.objects.filter(event=category.event_id, cancelled_at=None)
    plans = dates.exclude(plan_version=None).values("plan_version__plan")
    return Seat.objects.filter(plan__in=plans, category=category.name, is_current=True).exists()


def _add_like(
    category: Category, column: Column, price: Decimal, rows: list[Row], position: int
) -> None:
    """With the period and the limits of the other types of its column."""
    like = next(filter(None, (row.types[position] for row in rows)), TicketType())
    names = ("opens_at", "closes_at", "secret_code", "least", "most")
    values = {name: getattr(like, name) for name in names} | {"position": position}
    category.types.create(name=column.name, phase=column.phase, price=price, **values)


def _hex(color: object) -> str:
    """Of a plan's category, if it is one that pages can show."""
    text = color if isinstance(color, str) else ""
    digits = text[1:]
    return (
        text if len(text) == 7 and text[0] == "#" and digits.isalnum() and _is_hex(digits) else ""
    )


def _is_hex(digits: str) -> bool:
    return all(digit in "0123456789abcdefABCDEF" for digit in digits)
