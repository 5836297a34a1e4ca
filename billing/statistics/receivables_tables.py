"""The tables of what was billed, and of what is overdue."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from billing.models import Invoice
from billing.statistics.receivables import Age, BilledMonth
from billing.statistics.tables import BARS, COUNT, MONEY, TEXT, Column, Table, chart

BILLED_NOTE = gettext_lazy(
    "Each in the month in which it happened. Of what was collected, what went back is taken off."
)
AGES_NOTE = gettext_lazy(
    "Of unpaid invoices, also of those that are not collected any more, what is still due."
)


def billed_table(found: Sequence[BilledMonth], currency: str) -> Table:
    rows = [(row.month, row.invoices, row.invoiced, row.collected, row.credited) for row in found]
    titles = [_("Invoiced"), _("Collected"), _("Credited")]
    drawn = {title: [row[2 + number] for row in rows] for number, title in enumerate(titles)}
    return Table(
        "billed",
        _("Invoiced, collected, credited"),
        _("Month"),
        [Column(_("Invoices"), COUNT), *[Column(title, MONEY) for title in titles]],
        rows,
        [chart(BARS, rows, drawn, unit=MONEY, currency=currency)],
        str(BILLED_NOTE),
        currency,
    )


def ages_table(found: Sequence[Age], currency: str) -> Table:
    rows = [(_age(each), each.invoices, each.amount) for each in found]
    title = _("Overdue by age")
    return Table(
        "ages",
        title,
        _("Days overdue"),
        [Column(_("Invoices"), COUNT), Column(_("Amount"), MONEY)],
        rows,
        [chart(BARS, rows, {title: [row[2] for row in rows]}, unit=MONEY, currency=currency)],
        str(AGES_NOTE),
        currency,
    )


def _age(age: Age) -> str:
    text = _("%(first)s–%(last)s days") if age.last else _("%(first)s days and more")
    return text % {"first": age.first, "last": age.last}


def overdue_table(invoices: QuerySet[Invoice], today: date, currency: str) -> Table:
    """For its file; the page has its own list."""
    rows: Any = (
        (
            each.number,
            each.tenant.number,
            each.tenant.legal_name,
            str(each.due_day),
            (today - each.due_day).days,
            each.get_status_display(),
            each.due,  # type: ignore[attr-defined]
        )
        for each in invoices.iterator(1000)
    )
    texts = [pgettext("billing", "Tenant"), _("Legal name"), _("Due")]
    columns = [*[Column(title, TEXT) for title in texts], Column(_("Days overdue"), COUNT)]
    more = [Column(_("Status"), TEXT), Column(_("Amount"), MONEY)]
    title = _("Overdue invoices")
    return Table("overdue", title, _("Invoice number"), [*columns, *more], rows, currency=currency)
