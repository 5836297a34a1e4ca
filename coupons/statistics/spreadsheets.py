"""Figures as a CSV file, row by row."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coupons.models import Campaign
from coupons.statistics.figures import Figures
from orders.spreadsheets import BOM, inert

Row = tuple[date, Campaign, Figures]


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_download(rows: Iterable[Row], name: str) -> StreamingHttpResponse:
    """One row a day and campaign."""
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    writer: Any = csv.writer(_Line())
    yield BOM + writer.writerow(_header())
    for day, campaign, figures in rows:
        yield writer.writerow(_row(day, campaign, figures))


def _header() -> list[str]:
    steps = [pgettext("statistics", "Views"), pgettext("statistics", "Claimed")]
    counted = [*steps, pgettext("statistics", "Used"), _("Purchases"), _("New customers")]
    money = [_("Sales"), _("Discount paid by the store"), _("Discount paid by the platform")]
    return [_("Day"), _("Coupon"), *counted, *money, _("Currency")]


def _row(day: date, campaign: Campaign, figures: Figures) -> list[str | int | Decimal]:
    counted = [
        figures.views,
        figures.claimed,
        figures.used,
        figures.purchases,
        figures.new_customers,
    ]
    money = [figures.sales, figures.store_discount, figures.platform_discount]
    return [day.isoformat(), inert(campaign.title), *counted, *money, campaign.currency]
