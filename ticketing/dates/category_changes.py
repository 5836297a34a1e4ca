"""Changes categories and types of tickets that exist already, as far as nothing sold depends on it."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.lifecycle import lock
from ticketing.database_clock import ClockTime
from ticketing.dates.places import DateRefused, make_places, remove_places, set_capacity
from ticketing.dates.pricing_grid import PricesRefused, has_seats
from ticketing.models import Category, Place, PlaceState, Ticket, TicketType


@transaction.atomic
def change_category(category: Category, name: str, color: str, capacity: int | None) -> None:
    """Raises PricesRefused, and DateRefused if sold or held places would go.

    Without a capacity it has seats of the plan; which of both may change until a place was held or sold.
    """
    lock(category.event)
    others = category.event.categories.exclude(pk=category.pk)
    if others.filter(name=name).exists():
        raise PricesRefused(_("There is a category of this name already."))
    is_other_kind = category.is_numbered != (capacity is None)
    if category.is_numbered and (is_other_kind or name != category.name) and has_seats(category):
        raise PricesRefused(_("Seats of a plan belong to it by its name: change it in the plan."))
    if is_other_kind:
        _remove_all_places(category)
    elif capacity is not None and capacity != category.capacity:
        set_capacity(category, capacity)
    category.name, category.color, category.capacity = name, color, capacity
    category.save(update_fields=["name", "color", "capacity"])
    if is_other_kind:
        for date in category.event.dates.filter(cancelled_at=None).order_by("pk"):
            make_places(date)


@transaction.atomic
def change_type(each: TicketType, category: Category) -> None:
    """Save the type, in this category of the same event. Raises PricesRefused."""
    former = each.category
    if category.pk != former.pk:
        lock(former.event)
        _refuse_move(each, former, category)
        each.category, each.position = category, category.types.count()
    each.save()


def _refuse_move(each: TicketType, former: Category, category: Category) -> None:
    """Under locks of the former category's places: who holds one of them reads the type after this."""
    same = category.types.filter(name=each.name, phase=each.phase)
    if same.exists():
        raise PricesRefused(
            _("“%(category)s” has a type of this name already.") % {"category": category}
        )
    places = Place.objects.filter(category=former).order_by("pk")
    list(places.select_for_update(no_key=True).values_list("pk", flat=True))
    lapsed = {"state": PlaceState.HELD, "until__lte": ClockTime()}
    is_held = Place.objects.filter(type=each).exclude(**lapsed).exists()
    if is_held or Ticket.objects.filter(type=each).exists():
        raise PricesRefused(
            _(
                "Tickets of this type are held or were ordered: its category stays. Add a type instead."
            )
        )


def _remove_all_places(category: Category) -> None:
    try:
        remove_places(Place.objects.filter(category=category))
    except DateRefused as refusal:
        raise PricesRefused(
            _(
                "Places of it are held or sold, or were: seats stay seats, and places without numbers "
                "stay so. Add a category instead."
            )
        ) from refusal
