"""What the page of a date sends: chosen seats, quantities of types, or a wish for the best places."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.number_input import KEY_DIGITS, read_number
from ticketing.holds.choosing import Choice
from ticketing.holds.queries import places_at
from ticketing.models import EventDate, Hold, Place, TicketType
from ticketing.offers import Offer

MAX_PIECES = 1_000  # that are read at all; the event's own limits are lower
MAX_CODE = 30  # characters of a secret code


class ChoiceRefused(Exception):
    """What was sent cannot be chosen; the text can be shown to the user as it is."""


def press_of(data: Mapping[str, Any]) -> uuid.UUID:
    """The token of the page; one without it is a press of its own."""
    try:
        return uuid.UUID(str(data.get("press", "")))
    except ValueError:
        return uuid.uuid4()


def code_of(data: Mapping[str, Any]) -> str:
    return str(data.get("code", ""))[:MAX_CODE].strip()


def read_choice(data: QueryDict, date: EventDate, offer: Offer, hold: Hold | None) -> Choice:
    """Raises ChoiceRefused."""
    choice = Choice(codes=offer.codes)
    if data.get("act") == "best":
        choice.best = _best(data, offer)
        return choice
    choice.seats = _seats(data, date)
    chosen = [
        (place.pk, _type_of(data.get(f"type-{place.seat.position}"), place.category_id, offer))
        for place in choice.seats
        if place.seat
    ]
    choice.places = [*chosen, *_held(data, hold, offer)]
    choice.areas = list(_areas(data, offer))
    if choice.is_empty:
        raise ChoiceRefused(_("Choose at least one ticket."))
    return choice


def _seats(data: QueryDict, date: EventDate) -> list[Place]:
    """Seats are sent by the index of their state, which is their position."""
    texts = data.getlist("seat")[: MAX_PIECES + 1]
    sent = {number for text in texts if (number := read_number(text)) is not None}
    if len(sent) > MAX_PIECES or any(read_number(text) is None for text in texts):
        raise ChoiceRefused(_("Choose seats of this plan."))
    if not sent:
        return []
    found = places_at.all(date.pk, sorted(sent))
    if len(found) != len(sent):
        raise ChoiceRefused(_("Choose seats of this plan."))
    return found


def _held(data: QueryDict, hold: Hold | None, offer: Offer) -> Iterable[tuple[int, TicketType]]:
    """Places that the reader holds already, for another type."""
    texts = data.getlist("place")[:MAX_PIECES]
    sent = {key for text in texts if (key := read_number(text, KEY_DIGITS)) is not None}
    if not sent or hold is None:
        return []
    rows = hold.places.filter(pk__in=sent).values_list("pk", "category")
    return [(pk, _type_of(data.get(f"type-of-{pk}"), category, offer)) for pk, category in rows]


def _type_of(text: str | None, category_id: int, offer: Offer) -> TicketType:
    """The chosen type, or without one the first of the category."""
    found = offer.open_type(read_number(text)) if text else offer.first_type(category_id)
    if found is None or found.category_id != category_id:
        raise ChoiceRefused(_("One of these tickets is not on sale now."))
    return found


def _areas(data: QueryDict, offer: Offer) -> Iterable[tuple[TicketType, int]]:
    types = [type_ for each in offer.areas for type_ in each.open_types]
    for type_ in types:
        text = data.get(f"pieces-{type_.pk}", "").strip() or "0"
        pieces = read_number(text)
        if pieces is None or pieces > MAX_PIECES:
            raise ChoiceRefused(_("Say how many tickets as a number."))
        if pieces:
            yield type_, pieces


def _best(data: QueryDict, offer: Offer) -> tuple[TicketType, int]:
    pieces = read_number(data.get("best-pieces", ""))
    type_ = offer.open_type(read_number(data.get("best-type", "")))
    if not pieces or pieces > MAX_PIECES:
        raise ChoiceRefused(_("Say how many tickets as a number."))
    if type_ is None or not type_.category.is_numbered:
        raise ChoiceRefused(_("One of these tickets is not on sale now."))
    return type_, pieces
