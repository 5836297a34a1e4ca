"""A receipt as a PDF: A4, in the reader's language, with the glyphs it needs embedded."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from core.money import format_money
from core.pdf.paper import (
    HEADING,
    SMALL,
    TEXT,
    TITLE,
    TOTAL,
    Row,
    amount,
    build,
    fact,
    right,
    table,
    text,
    words,
)
from orders.adjustments import format_amount
from payments.receipts.facts import GoneBack, Paid, Receipt


def as_pdf(receipt: Receipt) -> bytes:
    """The receipt in the active language, on as many pages as needed."""
    order = receipt.order
    title = f"{_('Receipt')} {order.number}"
    return build(lambda: _story(receipt), title=title, author=str(order.store))


def _story(receipt: Receipt) -> list[Flowable]:
    return [
        text(_("Receipt"), TITLE),
        Spacer(0, 2 * mm),
        *table(_facts(receipt)),
        Spacer(0, 6 * mm),
        *_seller(receipt),
        Spacer(0, 6 * mm),
        *table(_bought(receipt), ruled=True),
        *table(_sums(receipt)),
        Spacer(0, 8 * mm),
        text(_("Payments"), HEADING),
        *table((row for paid in receipt.payments for row in _payment(paid)), ruled=True),
    ]


def _facts(receipt: Receipt) -> Iterable[Row]:
    yield fact(_("Receipt number"), receipt.order.number)
    yield fact(_("Placed"), _time(receipt.order.placed_at))


def _seller(receipt: Receipt) -> list[Flowable]:
    store = receipt.order.store
    details = [detail for detail in (store.full_address, store.phone) if detail]
    return [text(str(store), HEADING), *(text(each, SMALL) for each in details)]


def _bought(receipt: Receipt) -> Iterable[Row]:
    for line in receipt.lines:
        choices = line.choices if line.options else ""
        yield [words(str(line), choices), amount(line.total, receipt.order.currency)]


def _sums(receipt: Receipt) -> Iterable[Row]:
    order = receipt.order
    rows = [(pgettext("amount", "Items"), format_money(order.subtotal, order.currency))]
    rows += [(str(part), format_amount(part, order.currency)) for part in receipt.adjustments]
    for label, shown in rows:
        yield [text(label), text(shown, right(TEXT))]
    yield [text(_("Total"), TOTAL), amount(order.total, order.currency, TOTAL)]


def _payment(paid: Paid) -> Iterable[Row]:
    yield [words(paid.way, _time(paid.at), paid.reference), amount(paid.amount, paid.currency)]
    for back in paid.back:
        yield _refund(back, paid.currency)


def _refund(back: GoneBack, currency: str) -> Row:
    return [words(back.state, _time(back.at)), amount(back.amount, currency)]


def _time(moment: datetime) -> str:
    local = localtime(moment)
    return f"{date_format(local, 'SHORT_DATETIME_FORMAT')} {local.tzname()}"
