"""An invoice, or a credit note, as a PDF in the active language."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from billing.invoices.texts import name_of, shown
from billing.models import CreditNote, Invoice
from core.pdf.paper import (
    HEADING,
    SMALL,
    TITLE,
    TOTAL,
    Row,
    amount,
    build,
    fact,
    table,
    text,
    words,
)

SELLER = "주문 Jumun"


def invoice_pdf(invoice: Invoice) -> bytes:
    title = f"{_('Invoice')} {invoice.number}"
    return build(lambda: _invoice(invoice), title=title, author=SELLER)


def credit_note_pdf(note: CreditNote) -> bytes:
    title = f"{_('Credit note')} {note.number}"
    return build(lambda: _credit_note(note), title=title, author=SELLER)


def _invoice(invoice: Invoice) -> list[Flowable]:
    return [
        text(_("Invoice"), TITLE),
        Spacer(0, 2 * mm),
        *table(_facts(invoice)),
        Spacer(0, 6 * mm),
        *_customer(invoice),
        Spacer(0, 6 * mm),
        *table(_lines(invoice), ruled=True),
        *table(_sums(invoice)),
    ]


def _credit_note(note: CreditNote) -> list[Flowable]:
    invoice = note.invoice
    return [
        text(_("Credit note"), TITLE),
        Spacer(0, 2 * mm),
        *table(
            [
                fact(_("Credit note number"), note.number),
                fact(_("Of the invoice"), invoice.number),
                fact(_("Date"), _day(note.at.astimezone(invoice.tz).date())),
            ]
        ),
        Spacer(0, 6 * mm),
        *_customer(invoice),
        Spacer(0, 6 * mm),
        *table([[words(note.reason), amount(-note.amount, invoice.currency)]], ruled=True),
    ]


def _facts(invoice: Invoice) -> Iterable[Row]:
    yield fact(_("Invoice number"), invoice.number)
    yield fact(_("Month"), name_of(invoice.month))
    yield fact(_("Date"), _day(invoice.day))
    yield fact(_("Due"), _day(invoice.due_day))
    yield fact(pgettext("invoice", "Issued by"), SELLER)


def _customer(invoice: Invoice) -> list[Flowable]:
    details = [each for each in (invoice.business_number, invoice.email) if each]
    return [text(invoice.legal_name, HEADING), *(text(each, SMALL) for each in details)]


def _lines(invoice: Invoice) -> Iterable[Row]:
    for row in invoice.lines.all():
        line = shown(row, invoice.currency)
        yield [words(line.title, line.detail), amount(line.amount, invoice.currency)]


def _sums(invoice: Invoice) -> Iterable[Row]:
    yield [text(_("Total"), TOTAL), amount(invoice.total, invoice.currency, TOTAL)]
    yield [text(_("Without VAT"), SMALL), amount(invoice.net, invoice.currency, SMALL)]
    yield [text(_("VAT included"), SMALL), amount(invoice.vat, invoice.currency, SMALL)]


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
