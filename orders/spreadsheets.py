"""Orders as a CSV file."""

import csv
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orders.models import Order

# Characters that begin a formula; Excel treats the full-width ones alike.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"  # without it Excel does not recognize UTF-8


def orders_as_csv(orders: Iterable[Order], file: Any) -> None:
    """Write a header and a row for each order to a text file."""
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
    """The text escaped so that no spreadsheet evaluates it as a formula (CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text
