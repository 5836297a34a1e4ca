from typing import Any

from django import template
from django.urls import reverse

from orders.lifecycle import Status
from orders.models import Order
from payments.lifecycle import CAPTURED

register = template.Library()


@register.inclusion_tag("payments/_state.html")
def payment_state(order: Order) -> dict[str, Any]:
    """What was paid, is still to pay, or goes back: for the page on which a buyer follows the order."""
    payments = list(order.payments.filter(status=CAPTURED).prefetch_related("refunds"))
    return {
        "order": order,
        "waits": order.status == Status.PENDING,
        "pay_url": reverse("payments:pay", args=[order.guest_key or order.number]),
        "payments": payments,
    }
