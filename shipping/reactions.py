"""What shipping does on events; config/reactions/ connects it.

Where a move of the order says more than its parcels do, the parcels follow: an order that is packed, sent or
delivered as a whole has none that is not.
"""

from orders.events import OrderEvent, OrdersErased
from shipping import services
from shipping.events import ParcelEvent
from shipping.models import Parcel, ParcelMove
from shipping.packing import is_sent_by_store, pack_rest, unpack_all
from shipping.refunded import follow_refund, retain_sent


def pack_rest_of_order(event: OrderEvent) -> None:
    if is_sent_by_store(event.order):
        pack_rest(event.order, now=event.record.at)


def dispatch_rest_of_order(event: OrderEvent) -> None:
    if is_sent_by_store(event.order):
        services.dispatch_rest(event.order, now=event.record.at)


def deliver_rest_of_order(event: OrderEvent) -> None:
    if is_sent_by_store(event.order):
        services.deliver_rest(event.order, now=event.record.at)


def unpack_parcels(event: OrderEvent) -> None:
    if is_sent_by_store(event.order):
        unpack_all(event.order, now=event.record.at)


def retain_sent_pieces(event: OrderEvent) -> None:
    """Before the stock of the order is returned."""
    if is_sent_by_store(event.order):
        retain_sent(event.order)


def follow_refund_of_pieces(event: OrderEvent) -> None:
    """Of a refund, whose event has the order, too; nothing else may be left to send."""
    if is_sent_by_store(event.order):
        follow_refund(event.order, now=event.record.at)


def complete_delivered_order(event: ParcelEvent) -> None:
    services.complete_if_delivered(event.order, now=event.record.at)


def erase_tracking(event: OrdersErased) -> None:
    """By its number anybody reads on the carrier's page who received a parcel, and where."""
    notes = ParcelMove.objects.filter(parcel__order__in=event.orders).exclude(note="")
    notes.update(note="")
    Parcel.objects.filter(order__in=event.orders).update(tracking_number="")
