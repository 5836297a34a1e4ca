"""Reactions to events of deliveries."""

from core.events import Reaction
from delivery.events import (
    DeliveryAssigned,
    DeliveryDelivered,
    DeliveryFailed,
    DeliveryPickedUp,
    DeliveryReleased,
    DeliverySought,
    DeliveryStopped,
    DeliveryUnclaimed,
)
from delivery.reactions import (
    bring_order_back,
    complete_order,
    dispatch_order,
    invalidate_riders,
    set_carrier_of_order,
)
from notifications.reactions import notify
from orders.reactions import tell_open_pages

# fmt: off
REACTIONS = {
    #                now                                            later
    DeliverySought:    Reaction([invalidate_riders, set_carrier_of_order, tell_open_pages]),
    DeliveryAssigned:  Reaction([invalidate_riders, notify, set_carrier_of_order, tell_open_pages]),
    DeliveryReleased:  Reaction([invalidate_riders, notify, set_carrier_of_order, tell_open_pages]),
    DeliveryPickedUp:  Reaction([dispatch_order, invalidate_riders]),
    DeliveryDelivered: Reaction([complete_order, invalidate_riders]),
    DeliveryFailed:    Reaction([bring_order_back, invalidate_riders, notify]),
    DeliveryStopped:   Reaction([invalidate_riders, notify, tell_open_pages]),
    DeliveryUnclaimed: Reaction([tell_open_pages, notify]),
}
# fmt: on
