"""What the admin's first page says of today."""

from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone

from core.money import format_money
from orders.lifecycle import Status
from orders.models import Order
from payments.lifecycle import FAILED
from payments.models import Refund

LOST = (Status.PENDING, Status.EXPIRED, Status.REJECTED, Status.CANCELLED)


def with_today(request, context):
    """One query, read from the index on the time of placing; only for who may see orders.

    And one for who may see refunds: how many need somebody to find another way.
    """
    if request.user.has_perm("orders.view_order"):
        context["today"] = today()
    if request.user.has_perm("payments.view_refund"):
        context["failed_refunds"] = Refund.objects.filter(status=FAILED).count()
    return context


def today():
    """Orders placed since midnight by status, and what the paid ones come to by currency."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    placed = Order.objects.order_by().filter(placed_at__gte=midnight)
    rows = placed.values("status", "currency").annotate(
        orders=Count("pk"), revenue=Sum("total", filter=~Q(status__in=LOST))
    )
    counts: dict[str, int] = {}
    revenue: dict[str, Decimal] = {}
    for row in rows:
        counts[row["status"]] = counts.get(row["status"], 0) + row["orders"]
        if row["revenue"]:
            revenue[row["currency"]] = revenue.get(row["currency"], Decimal(0)) + row["revenue"]
    return {
        "statuses": [(code, label, counts.get(code, 0)) for code, label in Status.choices],
        "revenue": [format_money(total, currency) for currency, total in sorted(revenue.items())],
    }
