"""The part of a date's page that is the same for all who hold nothing: rendered again when it changes."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from stores.fragment_cache import cached_html
from ticketing.models import EventDate, PlanVersion
from ticketing.offers import Offer
from ticketing.seat_maps.legend import section_shown
from ticketing.seat_maps.page import SeatStates, legend

CHOICE = "ticketing/customer/_seat_choice.html"
BEST = "ticketing/customer/_best_fields.html"


def seat_choice(
    date: EventDate,
    offer: Offer,
    seats: SeatStates,
    prices: Mapping[str, str],
    *,
    section: str | None,
) -> dict[str, str]:
    """What _seats.html shows beside the states, for a date with a plan; `section` is the one to list."""
    version: PlanVersion = date.plan_version  # type: ignore[assignment]  # its caller made sure
    currency, list_url = date.event.store.currency, date.get_absolute_url()
    categories, sections = legend(offer, version, dict(prices)), seats.sections()
    opened = section_shown(sections, section)
    types = [*_shown_types(offer)]
    context: dict[str, Any] = {
        "offer": offer,
        "currency": currency,
        "most": date.event.max_per_order,
        "legend": categories,
        "sections": sections,
        "section": opened,
        "list_url": list_url,
    }
    best = cached_html(BEST, (types, currency, date.event.max_per_order), context)
    choice: str
    if opened is not None:  # with the rows of that section
        names = {each.category.pk: each.category.name for each in offer.categories}
        choice = render_to_string(CHOICE, {**context, "rows": seats.rows(opened, names)})
    else:
        choice = cached_html(CHOICE, (types, currency, categories, sections, list_url), context)
    return {"seat_choice": choice, "best_fields": best}


def _shown_types(offer: Offer) -> Iterator[tuple[int | None, str, int, str, Decimal]]:
    for each in offer.seated:
        yield each.index, each.category.name, 0, "", Decimal(0)
        for type_ in each.open_types:
            yield each.index, each.category.name, type_.pk, type_.name, type_.price
