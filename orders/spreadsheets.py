"""Orders as rows of a spreadsheet."""

import csv
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orders.models import Order

# What begins a formula; Excel takes full-width signs for the same.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"  # without it Excel takes UTF-8 for something else


def orders_as_csv(orders: Iterable[Order], file: Any) -> None:
    """Write a header and one row an order, its newest first, into a text-accepting file."""
    file.write(BOM)
    writer = csv.writer(file)
    writer.writerow(_header())
    writer.writerows(map(_row, orders))


def _header() -> list[str]:
    placed = [_("Number"), _("Placed"), _("Store"), _("Status"), _("Items"), _("Total")]
    came, went = pgettext("amount", "Paid"), pgettext("amount", "Refunded")
    return [*placed, came, went, _("Paid less refunded"), _("Currency")]


def _row(order: Order) -> list[str]:
    return [
        order.number,
        f"{timezone.localtime(order.placed_at):%Y-%m-%d %H:%M}",
        inert(order.store.name),
        str(order.get_status_display()),
        inert(", ".join(map(str, order.lines.all()))),
        str(order.total),
        str(order.paid),
        str(order.refunded),
        str(order.paid - order.refunded),
        order.currency,
    ]


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
