"""What the desk shows of a date's map: as its customers see it, but with all types."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ticketing.models import Category, EventDate
from ticketing.offers import Offer, OfferedCategory, OfferedType
from ticketing.plans.files import geometry_url
from ticketing.seat_maps.page import legend, lowest_price, number_categories, seat_states


def desk_map(
    date: EventDate, categories: Sequence[Category], chosen: list[int], *, now: datetime
) -> dict[str, Any]:
    """Context for the map of a date with a plan; `chosen` are positions of seats."""
    version = date.plan_version
    assert version is not None
    states = seat_states(date, None, now)
    left = states.left()
    offer = Offer([_offered(category, left[category.pk]) for category in categories])
    number_categories(offer, version)
    currency = date.event.store.currency
    prices = {
        str(each.index): lowest_price(each, currency)
        for each in offer.seated
        if each.index is not None
    }
    return {
        "geometry_url": geometry_url(version),
        "seat_data": {**states.data(prices), "chosen": chosen},
        "legend": legend(offer, version, prices),
        "seated": offer.seated,
    }


def _offered(category: Category, left: int) -> OfferedCategory:
    """Its types at any time, secret ones too."""
    types = [OfferedType(each, is_open=True, is_later=False) for each in category.types.all()]
    return OfferedCategory(category, types, left)
