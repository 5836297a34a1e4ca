"""Deliveries as rows of a spreadsheet."""

import csv
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.spreadsheets import BOM, inert
from delivery.lifecycle import DELIVERED
from delivery.models import Delivery


def rides_as_csv(deliveries: Iterable[Delivery], file: Any) -> None:
    """Write a header and one row per delivery, each with `when`, into a text file object.

    Like the rider's page of a finished job it contains no address; only delivered jobs have a fee.
    """
    file.write(BOM)
    writer = csv.writer(file)
    writer.writerow(
        [_("Number"), _("Ended"), _("Store"), _("To"), _("Status"), _("Fee"), _("Currency")]
    )
    writer.writerows(map(_row, deliveries))


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
