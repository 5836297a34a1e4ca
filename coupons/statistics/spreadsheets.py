"""Figures as a CSV file, row by row."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.spreadsheets import csv_download, csv_lines, inert
from coupons.models import Campaign
from coupons.statistics.figures import Figures

Row = tuple[date, Campaign, Figures]


def as_download(rows: Iterable[Row], name: str) -> StreamingHttpResponse:
    """One row a day and campaign."""
    return csv_download(csv_lines(_rows(rows)), f"{name}.csv")


def _rows(rows: Iterable[Row]) -> Iterator[list[str | int | Decimal]]:
    yield [*_header()]
    for day, campaign, figures in rows:
        yield _row(day, campaign, figures)


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
