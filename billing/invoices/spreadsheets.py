"""Invoices as a CSV file."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from billing.models import Invoice
from billing.queries import with_credited
from core.spreadsheets import csv_download, csv_lines, inert


def invoices_as_csv(invoices: QuerySet[Invoice]) -> StreamingHttpResponse:
    return csv_download(csv_lines(_rows(with_credited(invoices))), "invoices.csv")


def _rows(invoices: QuerySet[Invoice]) -> Iterator[list[object]]:
    yield [
        *(_("Invoice number"), _("Month"), _("Date"), _("Due"), _("Status")),
        *(_("Legal name"), _("Business number")),
        *(_("Total"), _("Without VAT"), _("VAT"), _("Credit notes"), _("Currency")),
    ]
    for each in invoices.iterator(1000):
        yield [
            *(each.number, str(each.month), each.day, each.due_day, each.get_status_display()),
            *(inert(each.legal_name), inert(each.business_number)),
            *(each.total, each.net, each.vat, each.credited, each.currency),  # type: ignore[attr-defined]
        ]
