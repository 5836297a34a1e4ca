"""The ways of paying that an event does not allow: those that take long block its places meanwhile."""

from django.db.models import QuerySet

from core.prepared import Prepared
from orders.fulfilment import Fulfilment
from orders.models import Order
from ticketing.models import Event

# As payments name them, which this app does not import: a gateway, and money that is only promised.
TRANSFER, DEPOSIT = "transfer", "deposit"


def ways_refused_by(event: Event) -> set[str]:
    allowed = {TRANSFER: event.allows_transfer, DEPOSIT: event.allows_deposits}
    return {way for way, is_allowed in allowed.items() if not is_allowed}


def ways_of_order(order: Order) -> set[str]:
    """Of what it cannot be paid by; other orders than those of tickets cost no query."""
    if order.fulfilment != Fulfilment.TICKET:
        return set()
    event = event_of_order.find(order.pk)
    return ways_refused_by(event) if event else set()


@Prepared
def event_of_order(order_id: int) -> QuerySet[Event]:
    """Whose places it holds, or held."""
    return Event.objects.filter(dates__holds__order=order_id)
