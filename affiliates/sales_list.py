"""Sales as their partner sees them: nothing of the buyer, and the order only by a number of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from affiliates.models import Partner, Sale


@dataclass(frozen=True, slots=True)
class ShownSale:
    """`left` is what it earns after refunds."""

    number: str
    code: str
    sold_at: datetime
    amount: Decimal
    left: Decimal
    currency: str
    state: str | Promise


def sales_of(partner: Partner) -> QuerySet[Sale]:
    """With `left`, the latest first."""
    sales = Sale.objects.filter(partner=partner).select_related("code")
    return (
        sales.annotate(left=Sum("entries__amount"))
        .order_by("-sold_at", "-pk")
        .annotate(code_text=F("code__code"))
    )


def shown_sales(sales: Sequence[Sale], now: datetime) -> list[ShownSale]:
    return [
        ShownSale(
            sale.number,
            sale.code_text,  # type: ignore[attr-defined]
            sale.sold_at,
            sale.amount,
            sale.left or Decimal(0),  # type: ignore[attr-defined]
            sale.currency,
            state_of(sale, now),
        )
        for sale in sales
    ]


def state_of(sale: Sale, now: datetime) -> str | Promise:
    if sale.excluded:
        return _("Own purchase")
    if sale.amount and not sale.left:  # type: ignore[attr-defined]
        return _("Refunded")
    if sale.payable_at is None or sale.payable_at > now:
        return _("Pending")
    return pgettext_lazy("partner", "Payable or paid")
