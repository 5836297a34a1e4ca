"""What happens to deliveries, told by the moves of delivery.lifecycle."""

from dataclasses import dataclass
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
    """While it is told, `order.carrier` is still who carried it before the move."""


class DeliverySought(DeliveryEvent):
    """A rider is looked for, the first time or again after a failure."""


class DeliveryAssigned(DeliveryEvent):
    """A rider took it, or was given it by the store (`record.verb` says which)."""


class DeliveryReleased(DeliveryEvent):
    """Its rider gave it back, or the store took it back; a rider is looked for again."""


class DeliveryPickedUp(DeliveryEvent):
    pass


class DeliveryDelivered(DeliveryEvent):
    pass


class DeliveryFailed(DeliveryEvent):
    pass


class DeliveryStopped(DeliveryEvent):
    """The order was called off, or is fetched by its customer instead."""


@dataclass(frozen=True)
class DeliveryUnclaimed(AboutDelivery, Event):
    """Nobody took the delivery for long; told once a search."""
