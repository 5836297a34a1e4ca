"""Deliveries as rows of a spreadsheet."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.spreadsheets import csv_lines, inert
from delivery.lifecycle import DELIVERED
from delivery.models import Delivery


def rides_as_csv(deliveries: Iterable[Delivery]) -> Iterator[str]:
    """A header and a row for each delivery, which has `when`.

    Like the rider's page of a finished job it contains no address; only delivered jobs have a fee.
    """
    titles = [_("Number"), _("Ended"), _("Store"), _("To"), _("Status"), _("Fee"), _("Currency")]
    return csv_lines(chain([titles], map(_row, deliveries)))


def _row(delivery: Any) -> list[str]:
    order = delivery.order
    return [
        order.number,
        f"{timezone.localtime(delivery.when):%Y-%m-%d %H:%M}",
        inert(order.store.name),
        inert(delivery.drop_off_neighbourhood),
        str(delivery.get_status_display()),
        str(delivery.fee) if delivery.status == DELIVERED else "",
        order.currency,
    ]
