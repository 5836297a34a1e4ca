"""What a date sells at this moment: its categories, each with its types and what is left."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet

from core.prepared import Prepared
from ticketing.models import Category, EventDate, Place, TicketType


@dataclass(frozen=True, slots=True)
class OfferedType:
    """`is_open`: it can be bought now; else it is not on sale yet, or not any more."""

    type: TicketType
    is_open: bool
    is_later: bool


@dataclass(slots=True)
class OfferedCategory:
    """`left` are the places that can be taken now; `index` its place in the geometry of the plan."""

    category: Category
    types: list[OfferedType]
    left: int = 0
    index: int | None = None

    @property
    def open_types(self) -> list[TicketType]:
        return [each.type for each in self.types if each.is_open]

    @property
    def lowest(self) -> Decimal | None:
        """The lowest price of what can be bought now, or else later."""
        prices = [type_.price for type_ in self.open_types]
        return min(prices or [each.type.price for each in self.types], default=None)


@dataclass(slots=True)
class Offer:
    """`codes` are those of secret types that the reader typed and that are right."""

    categories: list[OfferedCategory] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    has_secrets: bool = False

    @property
    def seated(self) -> list[OfferedCategory]:
        return [each for each in self.categories if each.category.is_numbered]

    @property
    def areas(self) -> list[OfferedCategory]:
        return [each for each in self.categories if not each.category.is_numbered]

    @property
    def is_any_open(self) -> bool:
        return any(each.open_types for each in self.categories)

    def open_type(self, pk: int | None) -> TicketType | None:
        """The type that can be bought now, by its primary key."""
        types = (type_ for each in self.categories for type_ in each.open_types)
        return next((type_ for type_ in types if type_.pk == pk), None)

    def first_type(self, category_id: int) -> TicketType | None:
        found = (each for each in self.categories if each.category.pk == category_id)
        return next((type_ for each in found for type_ in each.open_types), None)


def offer_of(date: EventDate, codes: Collection[str], now: datetime) -> Offer:
    """In two queries; `codes` are what the reader typed. What is left is not counted."""
    known = {code.casefold() for code in codes if code}
    offer = Offer()
    for category in categories_of_event.all(date.event_id):
        category.event = date.event
        shown = []
        for type_ in category.types.all():
            type_.category = category
            if type_.secret_code:
                offer.has_secrets = True
                if type_.secret_code.casefold() not in known:
                    continue
                offer.codes.append(type_.secret_code)
            is_later = type_.opens_at is not None and now < type_.opens_at
            shown.append(OfferedType(type_, type_.is_open(now), is_later))
        offer.categories.append(OfferedCategory(category, shown))
    return offer


@Prepared
def categories_of_event(event_id: int) -> QuerySet[Category]:
    types = TicketType.objects.order_by("position", "pk")
    categories = Category.objects.filter(event=event_id).prefetch_related(Prefetch("types", types))
    return categories.order_by("position", "pk")


def count_left(date: EventDate, areas: Iterable[OfferedCategory], now: datetime) -> dict[int, int]:
    """The places of each area without numbers (primary key) that can be taken."""
    keys = [area.category.pk for area in areas]
    if not keys:
        return {}
    places = _free(now).filter(date=date, category__in=keys)
    return dict(places.values_list("category").annotate(Count("pk")))


def left_by_date(dates: Iterable[EventDate], now: datetime) -> dict[tuple[int, int], int]:
    """The same of several dates, by (date, category)."""
    rows = _free(now).filter(date__in=[date.pk for date in dates])
    counted = rows.values_list("date", "category").annotate(left=Count("pk"))
    return {(date, category): left for date, category, left in counted}


def _free(now: datetime) -> QuerySet[Place]:
    return Place.objects.free_at(now).order_by()
