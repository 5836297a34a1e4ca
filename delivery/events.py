"""Events of deliveries, published by the moves of delivery.lifecycle."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.events import Event, MoveEvent

if TYPE_CHECKING:
    from delivery.models import Delivery
    from orders.models import Order


class AboutDelivery:
    """Gives an event's row its proper name."""

    row: Any

    @property
    def delivery(self) -> "Delivery":
        delivery: Delivery = self.row
        return delivery

    @property
    def order(self) -> "Order":
        return self.delivery.order


@dataclass(frozen=True)
class DeliveryEvent(AboutDelivery, MoveEvent):
    """While reactions run, `order.carrier` is still the carrier before the move."""


class DeliverySought(DeliveryEvent):
    """A rider is searched for, the first time or again after a failure."""


class DeliveryAssigned(DeliveryEvent):
    """A rider took it, or was assigned by the store (`record.verb` says which)."""


class DeliveryReleased(DeliveryEvent):
    """Its rider gave it back, or the store took it back; the search begins again."""


class DeliveryPickedUp(DeliveryEvent):
    pass


class DeliveryDelivered(DeliveryEvent):
    pass


class DeliveryFailed(DeliveryEvent):
    pass


class DeliveryStopped(DeliveryEvent):
    """The order was cancelled, or its customer collects it instead."""


@dataclass(frozen=True)
class DeliveryUnclaimed(AboutDelivery, Event):
    """No rider took the delivery for long; published once per search, `at` an aware time."""

    at: datetime
