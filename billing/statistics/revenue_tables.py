"""The tables of recurring revenue and of churn."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from billing.statistics.revenue import CHURN, NEW, REACTIVATION, Movement, RevenueMonth
from billing.statistics.tables import (
    BARS,
    COUNT,
    LINES,
    MONEY,
    PERCENT,
    STACKED,
    Column,
    Table,
    chart,
)

COUNTED = (NEW, REACTIVATION, CHURN)
MRR_NOTE = gettext_lazy(
    "What plans cost a month, without usage, trials and free plans, and how that changed. A month ends with "
    "what it began with and its movements."
)
CHURN_NOTE = gettext_lazy(
    "Of the customers at the start of a month, those who left; of the revenue at its start, what churn and "
    "contraction took. The net rate takes off expansion and reactivation."
)


def mrr_table(found: Sequence[RevenueMonth], currency: str) -> Table:
    rows = [
        (row.month, row.start, *[row.amount(each) for each in Movement], row.end) for row in found
    ]
    titles = [
        pgettext("MRR", "Start"),
        *[str(each.label) for each in Movement],
        pgettext("MRR", "End"),
    ]
    drawn = {str(each.label): [row.amount(each) for row in found] for each in Movement}
    ends = {_("MRR at the end of the month"): [row.end for row in found]}
    charts = [
        chart(BARS, rows, ends, unit=MONEY, currency=currency),
        chart(STACKED, rows, drawn, unit=MONEY, currency=currency),
    ]
    return Table(
        "mrr",
        _("Monthly recurring revenue (MRR)"),
        _("Month"),
        [Column(title, MONEY) for title in titles],
        rows,
        charts,
        str(MRR_NOTE),
        currency,
    )


def churn_table(found: Sequence[RevenueMonth]) -> Table:
    rows = [(row.month, *_customers(row), *_rates(row)) for row in found]
    movements = [str(each.label) for each in COUNTED]
    counted = [_("Customers at the start"), *movements, _("Customers at the end")]
    rates = [_("Customer churn"), _("Revenue churn"), _("Net revenue churn")]
    drawn = {name: [_rates(row)[n] for row in found] for n, name in enumerate(rates)}
    return Table(
        "churn",
        pgettext("MRR", "Churn"),
        _("Month"),
        [
            *[Column(title, COUNT) for title in counted],
            *[Column(title, PERCENT) for title in rates],
        ],
        rows,
        [chart(LINES, rows, drawn, unit=PERCENT)],
        str(CHURN_NOTE),
    )


def _customers(row: RevenueMonth) -> list[int]:
    moved = [row.counts.get(each, 0) for each in COUNTED]
    return [row.start_customers, *moved, row.end_customers]


def _rates(row: RevenueMonth) -> list[Decimal | None]:
    return [row.customer_churn, row.gross_churn, row.net_churn]
