"""Orders as a CSV file."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from core.spreadsheets import csv_lines, inert
from orders.adjustments import format_amount
from orders.models import Order
from orders.platform_shares import platform_pays, platform_share

Column = tuple[Promise, Callable[[Order], object]]  # its label, and what it says of an order


def orders_as_csv(orders: QuerySet[Order], *, for_store: bool = False) -> Iterator[str]:
    """A header and a row for each order; select their stores.

    Only the file for a store names what the platform pays of the discounts.
    """
    columns = [*COLUMNS, *([*FOR_STORE, *_further] if for_store else [])]
    rows = orders.prefetch_related("lines", "adjustments", *(_prefetched if for_store else ()))
    return csv_lines(_rows(rows, columns))


def _rows(orders: QuerySet[Order], columns: Sequence[Column]) -> Iterator[list[str]]:
    yield [str(label) for label, _value_of in columns]
    for order in orders.iterator(1000):
        yield [str(value_of(order)) for _label, value_of in columns]


def _items(order: Order) -> str:
    """The lines, and what each discount took off them: a column of its own would be empty in most files."""
    discounts = [
        f"{part} {format_amount(part, order.currency)}"
        for part in order.adjustments.all()
        if part.is_discount
    ]
    return inert(", ".join([*map(str, order.lines.all()), *discounts]))


def _platform_pays(order: Order) -> str:
    return f"{platform_pays(order, platform_share(order.adjustments.all())):.2f}"


COLUMNS: list[Column] = [
    (_("Number"), lambda order: order.number),
    (_("Placed"), lambda order: f"{timezone.localtime(order.placed_at):%Y-%m-%d %H:%M}"),
    (_("Store"), lambda order: inert(order.store.name)),
    (_("Status"), lambda order: order.get_status_display()),
    (_("Items"), _items),
    (_("Total"), lambda order: order.total),
    (pgettext("amount", "Paid"), lambda order: order.paid),
    (pgettext("amount", "Refunded"), lambda order: order.refunded),
    (_("Paid less refunded"), lambda order: order.paid - order.refunded),
    (_("Currency"), lambda order: order.currency),
]
# Of apps above orders, for stores only; and what of an order they read.
_further: list[Column] = []
_prefetched: list[str] = []


def register(columns: Iterable[Column], prefetched: Iterable[str]) -> None:
    """Install the columns of config/spreadsheets.py, replacing those installed before."""
    _further[:], _prefetched[:] = columns, prefetched


FOR_STORE: list[Column] = [(_("Paid by the platform"), _platform_pays)]
