from django import template

from orders.adjustments import format_amount
from orders.models import Adjustment

register = template.Library()


@register.filter
def adjustment_amount(adjustment: Adjustment, currency: str) -> str:
    """{{ adjustment|adjustment_amount:order.currency }}: “₩3,000”, or “₩3,000 off” of a discount."""
    return format_amount(adjustment, currency)
