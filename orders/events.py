"""Events of orders, published by the moves of orders.lifecycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from core.actors import Actor
from core.events import Event, MoveEvent

if TYPE_CHECKING:
    from orders.models import Order, OrderLine


@dataclass(frozen=True)
class OrderEvent(MoveEvent):
    @property
    def order(self) -> "Order":
        order: Order = self.row
        return order


class OrderPlaced(OrderEvent):
    pass


class OrderPaid(OrderEvent):
    pass


class OrderExpired(OrderEvent):
    pass


class OrderCancelled(OrderEvent):
    pass


class OrderAccepted(OrderEvent):
    pass


class OrderRejected(OrderEvent):
    pass


class OrderReady(OrderEvent):
    pass


class OrderDispatched(OrderEvent):
    pass


class OrderCompleted(OrderEvent):
    pass


class OrderReleased(OrderEvent):
    """It was cancelled unpaid, by the store or because of what it ordered, and its stock is free."""


class OrderBroughtBack(OrderEvent):
    """It could not be delivered and is returned to the store."""


class OrderTurnedIntoPickup(OrderEvent):
    """No rider came: the customer picks it up, and the delivery fee was taken off its total."""


@dataclass(frozen=True)
class OrderHeld(Event):
    """An unpaid order (`row`) is going to hold what it ordered until then. The order is locked.

    A reaction that cannot do so raises orders.holds.HoldRefused.
    """

    until: datetime

    @property
    def order(self) -> "Order":
        order: Order = self.row
        return order


@dataclass(frozen=True)
class PiecesReturned(Event):
    """Pieces of an order (`row`) came back, and what was paid for them is owed to the buyer.

    `besides` is owed, too, and `less` is retained of both, in major units of the order's currency. The buyer
    reads the `reason`. The same `token` is the same refund. The order is locked.
    """

    pieces: "Sequence[tuple[OrderLine, int]]"
    besides: Decimal
    less: Decimal
    reason: str
    by: Actor
    token: UUID
    at: datetime

    @property
    def order(self) -> "Order":
        order: Order = self.row
        return order


@dataclass(frozen=True)
class OrdersErased(Event):
    """Their personal data have expired: every app that stores some of these orders erases them."""

    @property
    def orders(self) -> Sequence[int]:
        """Their primary keys."""
        keys: Sequence[int] = self.row
        return keys
