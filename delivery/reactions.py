"""What deliveries do on events; config/reactions/ connects them."""

from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.models import User
from accounts.services import DeletionRefused
from core.actors import SYSTEM, Actor
from core.lifecycle import move_locked
from delivery import services
from delivery.events import DeliveryEvent
from delivery.lifecycle import CARRIED
from delivery.models import Delivery, DeliveryMove, Rider, WorkingArea
from delivery.topics import offer_topic
from live.pages import person_topic
from live.publish import invalidate
from orders.events import OrderEvent, OrdersErased
from orders.lifecycle import is_delivery
from orders.models import Order
from orders.queries import numbers_of
from orders.services import set_carrier


def start_search(event: OrderEvent) -> None:
    if is_delivery(event.order):
        services.start_delivery(event.order, now=event.record.at)


def stop_delivery(event: OrderEvent) -> None:
    services.stop_delivery(event.order, now=event.record.at)


def refuse_pickup_while_a_rider_may_come(event: OrderEvent) -> None:
    services.refuse_pickup_while_a_rider_may_come(event.order, now=event.record.at)


def set_carrier_of_order(event: DeliveryEvent) -> None:
    """The order stores who carries it, or None."""
    set_carrier(event.order, event.delivery.rider_id)


def dispatch_order(event: DeliveryEvent) -> None:
    move_locked(event.order, "dispatch", by=_carrier(event), now=event.record.at)


def complete_order(event: DeliveryEvent) -> None:
    move_locked(event.order, "complete", by=_carrier(event), now=event.record.at)


def bring_order_back(event: DeliveryEvent) -> None:
    note, now = event.record.note, event.record.at
    move_locked(event.order, "bring_back", by=_carrier(event), note=note, now=now)


def invalidate_riders(event: DeliveryEvent) -> None:
    """Riders nearby refresh their offers; the former and the present rider refresh their jobs."""
    carriers = {event.order.carrier_id, event.delivery.rider_id}
    invalidate(
        offer_topic(event.delivery), *(person_topic(pk) for pk in carriers if pk is not None)
    )


def erase_notes(event: OrdersErased) -> None:
    steps = DeliveryMove.objects.filter(delivery__order__in=event.orders)
    steps.exclude(note="").update(note="")


def end_shift_for_good(event: AccountDeleted) -> None:
    """Raises DeletionRefused while the rider carries something."""
    user = event.row
    # A rider who takes a job at this moment waits, and finds the shift ended.
    Rider.objects.lock(user.pk)
    carried = Delivery.objects.filter(rider=user.pk, status__in=CARRIED)
    if numbers := numbers_of(Order.objects.filter(delivery__in=carried)):
        raise DeletionRefused(
            _("Finish your deliveries first: %(numbers)s.") % {"numbers": numbers}
        )
    WorkingArea.objects.filter(rider=user.pk).delete()
    Rider.objects.filter(pk=user.pk).update(is_on_shift=False)


def _carrier(event: DeliveryEvent) -> Actor:
    """Who moves the order: its rider, or the system where the store acted in the rider's place."""
    actor: User | None = event.record.actor
    return actor if actor and actor.pk == event.order.carrier_id else SYSTEM
