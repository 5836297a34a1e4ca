from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from orders.lifecycle import Status
from orders.models import Order
from payments.lifecycle import CAPTURED

register = template.Library()


@register.inclusion_tag("payments/_state.html")
def payment_state(order: Order) -> dict[str, Any]:
    """What was paid, is still to pay, or goes back: for the page on which a buyer follows the order."""
    payments = list(order.payments.filter(status=CAPTURED).prefetch_related("refunds"))
    unpaid, in_time = order.status == Status.PENDING, timezone.now() < order.pay_by
    return {
        "order": order,
        "waits": unpaid and in_time,
        "is_too_late": unpaid and not in_time,
        "pay_url": reverse("payments:pay", args=[order.guest_key or order.number]),
        "payments": payments,
    }
