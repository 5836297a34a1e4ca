"""What is asked of orders in several places."""

from django.db.models import QuerySet

from orders.models import Order

MAX_NUMBERS = 5  # that a sentence names


def numbers_of(orders: QuerySet[Order]) -> str:
    """The numbers of the orders for a sentence, the oldest first; empty where there is none."""
    found = list(orders.order_by("pk").values_list("number", flat=True)[: MAX_NUMBERS + 1])
    return ", ".join(found[:MAX_NUMBERS]) + (" …" if len(found) > MAX_NUMBERS else "")
