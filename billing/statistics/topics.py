"""The pages of statistics: what each shows, and the permission that it needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from billing.models import Invoice
from billing.months import Month
from billing.statistics.consumption import used_by_plan
from billing.statistics.consumption_tables import meter_table
from billing.statistics.receivables import billed_by_month, overdue_by_age, overdue_invoices
from billing.statistics.receivables_tables import ages_table, billed_table, overdue_table
from billing.statistics.revenue import revenue_by_month
from billing.statistics.revenue_tables import churn_table, mrr_table
from billing.statistics.tables import Table


@dataclass(frozen=True, slots=True)
class Shown:
    """`currencies` to choose from; no tables where there is nothing to count."""

    tables: Sequence[Table] = ()
    currencies: Sequence[str] = ()
    currency: str = ""
    invoices: QuerySet[Invoice] | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """`show` takes the months, today and the currency that was asked for."""

    title: str | Promise
    permission: str
    show: Callable[[Sequence[Month], date, str], Shown]
    empty: str | Promise
    has_months: bool = True


def _revenue(months: Sequence[Month], today: date, asked: str) -> Shown:
    found = revenue_by_month(months, today)
    currency = _chosen(asked, found)
    rows = found.get(currency, [])
    if not any(row.start or row.amounts for row in rows):
        return Shown(currencies=list(found), currency=currency)
    return Shown([mrr_table(rows, currency), churn_table(rows)], list(found), currency)


def _billed(months: Sequence[Month], today: date, asked: str) -> Shown:
    found = billed_by_month(months)
    currency = _chosen(asked, found)
    rows = found.get(currency, [])
    if not any(rows):
        return Shown(currencies=list(found), currency=currency)
    return Shown([billed_table(rows, currency)], list(found), currency)


def _overdue(months: Sequence[Month], today: date, asked: str) -> Shown:
    found = overdue_by_age(today)
    currency = _chosen(asked, found)
    if currency not in found:
        return Shown(currencies=list(found), currency=currency)
    invoices = overdue_invoices(today).filter(currency=currency).select_related("tenant")
    table = ages_table(found[currency], currency)
    return Shown([table, overdue_table(invoices, today, currency)], list(found), currency, invoices)


def _used(months: Sequence[Month], today: date, asked: str) -> Shown:
    found = used_by_plan(months, today)
    return Shown([meter_table(meter, rows, months) for meter, rows in found.items()])


def _chosen(asked: str, found: Mapping[str, Any]) -> str:
    """As asked for; else the usual one, unless there are only others."""
    if asked in found:
        return asked
    usual = settings.DEFAULT_CURRENCY
    return usual if usual in found or not found else min(found)


# fmt: off
TOPICS = {
    "revenue": Topic(
        gettext_lazy("Revenue"), "billing.view_subscription", _revenue, gettext_lazy(
            "No plan that costs something was in force in these months. Once a tenant is on one, you read "
            "here what plans bring a month, and why that changes.")),
    "invoices": Topic(
        pgettext_lazy("billing", "Invoices"), "billing.view_invoice", _billed, gettext_lazy(
            "Nothing was invoiced, collected or credited in these months. Invoices come on the first day "
            "after a month that cost something.")),
    "overdue": Topic(
        pgettext_lazy("billing", "Overdue"), "billing.view_invoice", _overdue, gettext_lazy(
            "Nothing is overdue: each invoice whose day has come is paid."), has_months=False),
    "usage": Topic(
        pgettext_lazy("billing", "Usage"), "billing.view_usageevent", _used, gettext_lazy(
            "Nothing was used in these months. What meters count is added up here by plan and month.")),
}
# fmt: on
