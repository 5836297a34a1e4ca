"""Orders as a CSV file."""

import csv
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orders.adjustments import corrections, format_off
from orders.models import Adjustment, Order

# Characters that begin a formula; Excel treats the full-width ones alike.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"  # without it Excel does not recognize UTF-8


def orders_as_csv(orders: QuerySet[Order], file: Any) -> None:
    """Write a header and a row for each order to a text file; select their stores."""
    file.write(BOM)
    writer = csv.writer(file)
    writer.writerow(_header())
    rows = orders.annotate(off=_off()).prefetch_related("lines")
    writer.writerows(map(_row, rows.iterator(1000)))


def _off() -> Subquery:
    """The sum of an order's discounts, which is negative; null without any."""
    negative = Adjustment.objects.filter(order=OuterRef("pk"), amount__lt=0)
    discounts = negative.exclude(kind__in=corrections()).order_by().values("order")
    return Subquery(discounts.values(sum=Sum("amount")))


def _header() -> list[str]:
    placed = [_("Number"), _("Placed"), _("Store"), _("Status"), _("Items"), _("Total")]
    came, went = pgettext("amount", "Paid"), pgettext("amount", "Refunded")
    return [*placed, came, went, _("Paid less refunded"), _("Currency")]


def _row(order: Any) -> list[str]:
    return [
        order.number,
        f"{timezone.localtime(order.placed_at):%Y-%m-%d %H:%M}",
        inert(order.store.name),
        str(order.get_status_display()),
        inert(_items(order)),
        str(order.total),
        str(order.paid),
        str(order.refunded),
        str(order.paid - order.refunded),
        order.currency,
    ]


def _items(order: Any) -> str:
    """The lines, and what was taken off them: a column of its own would be empty in most files."""
    off = [format_off(-order.off, order.currency)] if order.off else []
    return ", ".join([*map(str, order.lines.all()), *off])


def inert(text: str) -> str:
    """The text escaped so that no spreadsheet evaluates it as a formula (CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text
