"""What the platform pays of an order's discounts: for what remained sold, once a part of it was refunded.

Of its share S, with R of the total T refunded, S - floor(S · R / T): nothing after a full refund.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Case, DecimalField, F, Func, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from core.currencies import WHOLE_CURRENCIES
from core.money import floor_share
from orders.models import Adjustment, Order
from orders.statuses import CAME_TO_NOTHING

AMOUNT = DecimalField(max_digits=14, decimal_places=2)


def platform_share(adjustments: Iterable[Adjustment]) -> Decimal:
    """As agreed when the order was placed, before refunds."""
    return sum((adjustment.platform_share for adjustment in adjustments), Decimal(0))


def platform_pays(order: Order, share: Decimal) -> Decimal:
    """What it pays of this share now."""
    if not order.total:
        return Decimal(0) if order.status in CAME_TO_NOTHING else share
    back = max(order.total - order.paid + order.refunded, Decimal(0))
    return share - floor_share(share, back, order.total, order.currency)


def platform_pays_in_sql() -> Case:
    """The same for a queryset of orders, of all their adjustments."""
    shares = Adjustment.objects.filter(order=OuterRef("pk")).order_by().values("order")
    share = Coalesce(Subquery(shares.values(sum=Sum("platform_share"))), Decimal(0))
    back = Greatest(F("total") - F("paid") + F("refunded"), Decimal(0))
    is_whole = When(currency__in=WHOLE_CURRENCIES, then=Value(Decimal(1)))
    unit = Case(is_whole, default=Value(Decimal("0.01")))
    # div() is exact, where a division is rounded to some digits.
    cut = Func(share * back, F("total") * unit, function="div", output_field=AMOUNT) * unit
    return Case(
        When(Q(total=0, status__in=CAME_TO_NOTHING), then=Value(Decimal(0))),
        When(total=0, then=share),
        default=share - cut,
        output_field=AMOUNT,
    )
