"""New orders ring on every board of their store until they are acknowledged there."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from live.publish import invalidate
from orders.models import OrderQuerySet
from stores.topics import sales_topic


@transaction.atomic
def acknowledge(orders: OrderQuerySet, now: datetime | None = None) -> int:
    """Mark the orders as noticed by their store: they stop ringing, on every open board.

    Accepting or rejecting an order implies it. Returns how many rang; the others are not changed.
    """
    ringing = orders.ringing().select_for_update(of=("self",), no_key=True)
    # By id, so that concurrent calls with several orders cannot deadlock.
    named = ringing.select_related("store").only("pk", "store__owner_id")
    rang = list(named.order_by("pk"))
    for order in rang:
        order.acknowledged_at = now or timezone.now()
        order.save(update_fields=["acknowledged_at"])
    invalidate(*{sales_topic(order.store.owner_id) for order in rang if order.store.owner_id})
    return len(rang)
