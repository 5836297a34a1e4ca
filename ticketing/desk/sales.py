"""Sales at the desk: organisers take money or give tickets away, also blocked places and after the sale.

The limits of orders and persons do not count there. One press is one sale, however often it is sent.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.events import publish
from core.lifecycle import lock
from orders.baskets import BasketLine, OrderRefused
from orders.carts import CartOwner
from orders.fulfilment import Fulfilment
from orders.models import Order
from orders.placing import Contact, find_placed, place
from orders.quotes import quote
from orders.services import receive_money
from ticketing.baskets import HeldPlaces
from ticketing.desk.events import SoldAtDesk
from ticketing.holds.services import hand_to_order, take
from ticketing.limits import one_at_a_time, person_of
from ticketing.models import EventDate, Hold, HoldKind, TicketType
from ticketing.refusals import PlacesRefused
from ticketing.tickets.services import reserve_tickets


class DeskWay(models.TextChoices):
    CASH = "cash", pgettext_lazy("desk", "Cash")
    CARD = "card", pgettext_lazy("desk", "Card at the desk")
    FREE = "free", pgettext_lazy("desk", "Free of charge")


class DeskRefused(Exception):
    """It cannot be sold like this; the text can be shown to the user as it is."""


class DeskSale(HeldPlaces):
    """What the desk holds, at its price or free; the limits of types and persons do not count."""

    changed = gettext_lazy("What is sold changed meanwhile. Please choose again.")

    def __init__(self, hold: Hold, way: str) -> None:
        super().__init__(hold)
        self.way = way

    def lines(self) -> list[BasketLine]:
        is_free = self.way == DeskWay.FREE
        return [
            BasketLine(
                name=line.name,
                unit_price=Decimal(0) if is_free else line.unit_price,
                quantity=line.quantity,
            )
            for line in super().lines()
        ]

    def on_placed(self, order: Order) -> None:
        placed = order.lines.order_by("pk")
        lines = dict(zip([type_.pk for type_, _places in self._groups()], placed, strict=True))
        try:
            hand_to_order(self.hold, order, pieces=len(self.places))
        except PlacesRefused as refusal:
            raise OrderRefused(str(refusal)) from refusal
        reserve_tickets(order, lines, self.places, now=order.placed_at)


@transaction.atomic
def sell_at_desk(
    date: EventDate,
    wanted: Sequence[tuple[int, TicketType]],
    *,
    way: str,
    press: uuid.UUID,
    now: datetime,
    name: str = "",
    email: str = "",
    reason: str = "",
) -> Order:
    """Sell these places (primary keys), each for its type, or give them away for a reason.

    Without an e-mail nothing is mailed. The same press finds the same order. Raises DeskRefused, and a
    PlacesRefused for places that are held or sold.
    """
    if not wanted:
        raise DeskRefused(_("Choose at least one place."))
    if way == DeskWay.FREE and not reason:
        raise DeskRefused(_("Say why they are free of charge."))
    buyer = CartOwner(visitor_key=press)
    one_at_a_time(date.event_id, person_of(buyer))
    if placed := find_placed(buyer, press):
        return placed
    hold = take(date, buyer, wanted, kind=HoldKind.DESK, now=now)
    order = _place(DeskSale(hold, way), buyer, press, Contact(name, email, "", note=reason), now)
    lock(order)
    if order.total:
        publish(SoldAtDesk(order, way, now))
    else:
        receive_money(order, now)
    return order


def _place(
    basket: DeskSale, buyer: CartOwner, press: uuid.UUID, contact: Contact, now: datetime
) -> Order:
    basket.load()
    fingerprint = quote(basket, Fulfilment.TICKET, now, buyer).fingerprint
    try:
        order, _is_new = place(
            basket,
            buyer,
            fulfilment=Fulfilment.TICKET,
            contact=contact,
            fingerprint=fingerprint,
            checkout_token=press,
            now=now,
        )
    except OrderRefused as refusal:
        raise DeskRefused(str(refusal)) from refusal
    return order
