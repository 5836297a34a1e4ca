"""Held places as a basket: one line for each type of ticket."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.prepared import Prepared
from orders.baskets import Basket, BasketLine, OrderRefused
from orders.carts import CartOwner
from orders.fulfilment import Fulfilment
from orders.models import Order, OrderLine
from ticketing.database_clock import ClockTime
from ticketing.holds.queries import (
    held_places,
    hold_of_user,
    hold_of_visitor,
    lock_held_places,
    lock_open_hold,
    open_hold,
)
from ticketing.holds.services import OFFER_GRACE, hand_to_order
from ticketing.limits import refuse_order_beyond_person
from ticketing.models import Hold, HoldKind, Place, TicketType
from ticketing.payment_ways import ways_refused_by
from ticketing.refusals import PlacesRefused
from ticketing.statuses import EventStatus
from ticketing.tickets.services import reserve_tickets

NAME_LENGTH = OrderLine._meta.get_field("name").max_length or 0  # characters


class HeldPlaces(Basket):
    gone = _("Your time for these places is over. Please choose again.")
    change_label = _("Choose other places")
    fulfilments: Sequence[str] = (Fulfilment.TICKET,)

    def __init__(self, hold: Hold) -> None:
        self.hold = hold
        self.places: list[Place] = []

    def load(self) -> bool:
        return self._use(open_hold, held_places)

    def lock(self, token: uuid.UUID) -> bool:
        """The hold first, as all verbs of ticketing.holds: a second call with the token waits there."""
        return self._use(lock_open_hold, lock_held_places)

    @property
    def back_url(self) -> str:
        return str(self.date.get_absolute_url())

    @property
    def gone_url(self) -> str:  # type: ignore[override]
        return str(self.hold.date.get_absolute_url())

    @property
    def placed_order(self) -> Order | None:
        return self.hold.order

    @property
    def refused_ways(self) -> Collection[str]:
        return ways_refused_by(self.event)

    @property
    def until(self) -> datetime | None:
        """When the places are free again, unless an order is placed; of an offer, when that is over."""
        until = min((place.until for place in self.places if place.until), default=None)
        return until - OFFER_GRACE if until and self.is_offer else until

    @property
    def is_offer(self) -> bool:
        return self.hold.kind == HoldKind.OFFER

    def lines(self) -> Sequence[BasketLine]:
        return [
            BasketLine(
                name=self._name(type_),
                unit_price=type_.price,
                quantity=len(places),
                problem=_too_few(type_, len(places)),
            )
            for type_, places in self._groups()
        ]

    def problems(self, fulfilment: str, now: datetime) -> list[str]:
        problems = super().problems(fulfilment, now)
        if self.event.status != EventStatus.PUBLISHED or self.date.cancelled_at is not None:
            problems.append(gettext("This date is not on sale any more."))
        return problems

    def on_placed(self, order: Order) -> None:
        """The places are held until the order must be paid, and each has a ticket that waits for that."""
        placed = order.lines.order_by("pk")
        types = [type_.pk for type_, _places in self._groups()]
        lines = dict(zip(types, placed, strict=True))
        try:
            refuse_order_beyond_person(self.event, order, len(self.places))
            hand_to_order(self.hold, order, pieces=len(self.places))
        except PlacesRefused as refusal:
            raise OrderRefused(str(refusal)) from refusal
        reserve_tickets(order, lines, self.places, now=order.placed_at)

    def _use(self, holds: Prepared[Hold], places: Prepared[Place]) -> bool:
        hold = holds.find(self.hold.pk)
        if hold is None:
            return False
        self.hold, self.date, self.event = hold, hold.date, hold.date.event
        self.store = self.event.store
        self.places = places.all(hold.pk)
        if self.is_offer and not _is_offered(hold):
            self.places = []
        return bool(self.places)

    def _groups(self) -> list[tuple[TicketType, list[Place]]]:
        """The places of each type, in the order of the lines."""
        groups: dict[TicketType, list[Place]] = {}
        for place in self.places:
            if place.type is not None:
                groups.setdefault(place.type, []).append(place)
        return sorted(groups.items(), key=lambda group: group[0].pk)

    def _name(self, type_: TicketType) -> str:
        """The type's own name is never cut."""
        kind = f" · {type_.category} · {type_.name}"[-NAME_LENGTH:]
        return str(self.event)[: NAME_LENGTH - len(kind)] + kind


def _is_offered(hold: Hold) -> bool:
    """Its places are held longer than the offer says, but not for its reader."""
    return hold.places.filter(until__gt=ClockTime() + OFFER_GRACE).exists()


def find_hold(owner: CartOwner, key: str) -> HeldPlaces | None:
    """The owner's hold by its token, also one that lapsed or was ordered."""
    try:
        token = uuid.UUID(key)
    except ValueError:
        return None
    if not owner.exists:
        return None
    user, visitor = owner.user, owner.visitor_key
    hold = hold_of_user.find(token, user.pk) if user else hold_of_visitor.find(token, visitor)
    return HeldPlaces(hold) if hold else None


def _too_few(type_: TicketType, pieces: int) -> str:
    if pieces >= type_.least:
        return ""
    return ngettext(
        "Choose at least %(least)s ticket of “%(type)s”.",
        "Choose at least %(least)s tickets of “%(type)s”.",
        type_.least,
    ) % {"least": type_.least, "type": type_}
