"""The orders that wait to be sent as a CSV file, with columns to fill in."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.spreadsheets import csv_lines, inert
from orders.models import Order
from orders.statuses import MAKING, PAID
from shipping.bulk.reading import TITLES


def orders_to_ship(user: User) -> QuerySet[Order]:
    """Of the stores on whose board the user works, the oldest first."""
    sold = Order.objects.sold_by(user).filter(fulfilment="shipping", status__in=[PAID, *MAKING])
    return sold.select_related("store").prefetch_related("lines").order_by("placed_at", "pk")


def orders_as_csv(orders: QuerySet[Order]) -> Iterator[str]:
    return csv_lines(_rows(orders))


def _rows(orders: QuerySet[Order]) -> Iterator[list[str]]:
    """Titles in the active language, which an upload accepts; carrier and number are to be filled in."""
    titles = (_("Name"), _("Phone"), _("Address"), _("Postcode"), _("Country"), _("Items"))
    yield [*(_(TITLES[name][0]) for name in ("number", "carrier", "tracking")), *titles]
    for order in orders.iterator(1000):
        lines = [f"{line.unrefunded} × {line.described}" for line in order.lines.all()]
        about = (order.name, order.phone, order.address, order.postcode, order.country)
        cells = [*about, ", ".join(lines)]
        yield [order.number, "", "", *map(inert, cells)]
