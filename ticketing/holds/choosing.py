"""Holding what a reader chose on the page of a date: seats, places without numbers, or the best ones."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.throttle import Limit, TooMany, count
from orders.carts import CartOwner
from ticketing.holds.admission import Admission
from ticketing.holds.best_places import best_places
from ticketing.holds.services import gone, refuse_unless_on_sale, take, take_any
from ticketing.models import EventDate, Hold, Place, TicketType
from ticketing.refusals import PlacesGone, PlacesRefused

PRESS = Limit("ticket-presses", times=1, seconds=24 * 3600)
ATTEMPTS = 5  # at the best places, while others take them


@dataclass(slots=True)
class Choice:
    """`places` (primary keys) are wanted for a type each; `areas` are pieces of a type.

    `best` asks for so many of a type side by side. `seats` are those of the places that were read already
    (ticketing.holds.queries.places_at).
    """

    places: list[tuple[int, TicketType]] = field(default_factory=list)
    areas: list[tuple[TicketType, int]] = field(default_factory=list)
    best: tuple[TicketType, int] | None = None
    codes: list[str] = field(default_factory=list)
    seats: list[Place] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.places or self.areas or self.best)


@dataclass(frozen=True, slots=True)
class Held:
    """`lost` is the sentence about places that others took meanwhile; the rest is held."""

    hold: Hold | None
    lost: str = ""


def hold_choice(
    date: EventDate,
    buyer: CartOwner,
    choice: Choice,
    press: uuid.UUID,
    admission: Admission | None = None,
    now: datetime | None = None,
) -> Held:
    """Hold what was chosen, once for each press of the button. Raises a PlacesRefused; nothing changed then.

    Of seats that others took meanwhile the rest is held nevertheless.
    """
    now = now or timezone.now()
    _refuse_if_all_taken(date, buyer, choice, now)
    try:
        return _hold(date, buyer, choice, press, admission)
    except PlacesGone as refusal:
        rest = [(pk, type_) for pk, type_ in choice.places if pk not in refusal.places]
        if not rest and not choice.areas:
            raise
        remaining = Choice(places=rest, areas=choice.areas, codes=choice.codes)
        held = _hold(date, buyer, remaining, press, admission)
        return Held(held.hold, str(refusal))


def _refuse_if_all_taken(date: EventDate, buyer: CartOwner, choice: Choice, now: datetime) -> None:
    """Raise PlacesGone before any lock: in a rush most presses are for seats that others have."""
    taken = {place.pk for place in choice.seats if _is_anothers(place, buyer)}
    if taken and len(taken) == len(choice.places) and not choice.areas:
        types = [type_ for _pk, type_ in choice.places]
        refuse_unless_on_sale(date, types, choice.codes, now)
        raise gone(choice.seats, sorted(taken))


def _is_anothers(place: Place, buyer: CartOwner) -> bool:
    """Whether it was sold to, or held by, somebody else when it was read."""
    if not place.is_taken:
        return False
    hold = place.hold
    if hold is None or (hold.user_id, buyer.user) == (None, None):
        return hold is None or hold.visitor_key != buyer.visitor_key
    return buyer.user is None or hold.user_id != buyer.user.pk


@transaction.atomic
def _hold(
    date: EventDate,
    buyer: CartOwner,
    choice: Choice,
    press: uuid.UUID,
    admission: Admission | None,
) -> Held:
    try:
        count(PRESS, str(buyer.bind(press)))  # a second click waits here for the first one
    except TooMany:
        return Held(None)
    hold: Hold | None = None
    if choice.places:
        hold = take(date, buyer, choice.places, admission=admission, codes=choice.codes)
    if choice.best:
        hold = _take_best(date, buyer, *choice.best, choice.codes, admission)
    for type_, pieces in choice.areas:
        hold = take_any(
            *(date, buyer, type_.category, type_, pieces),
            admission=admission,
            codes=choice.codes,
        )
    return Held(hold)


def _take_best(
    date: EventDate,
    buyer: CartOwner,
    type_: TicketType,
    pieces: int,
    codes: Sequence[str],
    admission: Admission | None,
) -> Hold:
    """Others may be faster: then the next best ones."""
    for attempt in range(1, ATTEMPTS + 1):
        found = best_places(date, type_.category, pieces)
        try:
            with transaction.atomic():
                wanted = [(pk, type_) for pk in found]
                return take(date, buyer, wanted, admission=admission, codes=codes)
        except PlacesGone:
            if attempt == ATTEMPTS:
                raise
    raise PlacesRefused
