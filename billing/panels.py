"""What billing adds to pages of the apps below; config/panels.py places it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from billing.models import CollectionTry
from core.actors import Actor
from core.panels import Panel
from orders.models import Order


def billed_invoice(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """The invoice that an order collects: for the page where its payer follows it. Others need no query."""
    bills = [order.pk for order in orders if order.is_bill]
    if not bills:
        return {}
    tries = CollectionTry.objects.filter(order__in=bills).select_related("invoice")
    return {
        found.order_id: Panel("billing/_billed.html", found.invoice)
        for found in tries
        if found.order_id
    }
