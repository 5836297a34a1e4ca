"""Erasing the personal data of old orders; amounts, items and dates stay, as the law requires."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from core.events import publish
from orders.events import OrdersErased
from orders.models import Order, OrderMove
from orders.statuses import OVER

# Every field of an order with personal data, and its value after erasure.
ERASED: dict[str, Any] = {
    "name": "",
    "email": "",
    "phone": "",
    "note": "",
    "rider_note": "",
    "postcode": "",
    "address": "",
    "country": "",
    "region": "",
    "latitude": None,
    "longitude": None,
    "visitor_key": None,
    "network": "",
}


def due_to_erase(now: datetime) -> QuerySet[Order]:
    """Orders that are over and were placed more than PERSONAL_DATA_DAYS ago."""
    before = now - timedelta(days=settings.PERSONAL_DATA_DAYS)
    due = Order.objects.filter(erased_at=None, status__in=OVER, placed_at__lt=before)
    return due.order_by("placed_at")


def erase(orders: Sequence[int], now: datetime) -> None:
    """Erase the personal data of the orders (given by primary key), here and in other apps' tables.

    Call it with the orders locked. A repeated call changes nothing.
    """
    OrderMove.objects.filter(order__in=orders).exclude(note="").update(note="")
    publish(OrdersErased(row=orders))
    Order.objects.filter(pk__in=orders).update(**ERASED, erased_at=now)
