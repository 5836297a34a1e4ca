"""A receipt as a PDF: A4, in the reader's language, with the glyphs it needs embedded."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from core.money import format_money
from core.pdf.font import FONT, load_font, one_at_a_time, printable
from orders.adjustments import format_amount
from payments.receipts.facts import GoneBack, Paid, Receipt

MARGIN = 22 * mm
WORDS_WIDTH, AMOUNT_WIDTH = 112 * mm, 50 * mm  # with the 2 mm that a frame keeps free: A4
INK, QUIET, RULE, BRAND = map(HexColor, ("#241d19", "#6b625c", "#d9cfc7", "#a92f06"))

TEXT = ParagraphStyle("text", fontName=FONT, fontSize=10, leading=15, textColor=INK)
FAINT = ParagraphStyle("faint", TEXT, textColor=QUIET)
SMALL = ParagraphStyle("small", TEXT, fontSize=8.5, leading=13, textColor=QUIET)
TITLE = ParagraphStyle("title", TEXT, fontSize=22, leading=30, textColor=BRAND)
STORE = ParagraphStyle("store", TEXT, fontSize=14, leading=20)
TOTAL = ParagraphStyle("total", TEXT, fontSize=13, leading=19)

EVERYWHERE = (0, 0), (-1, -1)
FLUSH: list[tuple[Any, ...]] = [
    ("VALIGN", *EVERYWHERE, "TOP"),
    ("LEFTPADDING", *EVERYWHERE, 0),
    ("RIGHTPADDING", *EVERYWHERE, 0),
]
RULED = ("LINEBELOW", *EVERYWHERE, 0.5, RULE)


def as_pdf(receipt: Receipt) -> bytes:
    """The receipt in the active language, on as many pages as needed."""
    number, target = receipt.order.number, BytesIO()
    with one_at_a_time:
        load_font()
        paper = SimpleDocTemplate(
            target,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN,
            title=f"{_('Receipt')} {number}",
            author=printable(str(receipt.order.store)),
            lang=get_language(),
        )
        paper.build(_story(receipt), onFirstPage=_number_page, onLaterPages=_number_page)
    return target.getvalue()


def _story(receipt: Receipt) -> list[Flowable]:
    return [
        _paragraph(_("Receipt"), TITLE),
        Spacer(0, 2 * mm),
        *_table(_facts(receipt)),
        Spacer(0, 6 * mm),
        *_seller(receipt),
        Spacer(0, 6 * mm),
        *_table(_bought(receipt), ruled=True),
        *_table(_sums(receipt)),
        Spacer(0, 8 * mm),
        _paragraph(_("Payments"), STORE),
        *_table((row for paid in receipt.payments for row in _payment(paid)), ruled=True),
    ]


def _facts(receipt: Receipt) -> Iterable[list[Any]]:
    number, placed = receipt.order.number, _time(receipt.order.placed_at)
    for label, fact in ((_("Receipt number"), number), (_("Placed"), placed)):
        yield [_paragraph(label, FAINT), _paragraph(fact, _right(TEXT))]


def _seller(receipt: Receipt) -> list[Flowable]:
    store = receipt.order.store
    details = [detail for detail in (store.full_address, store.phone) if detail]
    return [_paragraph(str(store), STORE), *(_paragraph(each, SMALL) for each in details)]


def _bought(receipt: Receipt) -> Iterable[list[Any]]:
    for line in receipt.lines:
        choices = [_paragraph(line.choices, SMALL)] if line.options else []
        yield [[_paragraph(str(line)), *choices], _amount(line.total, receipt.order.currency)]


def _sums(receipt: Receipt) -> Iterable[list[Any]]:
    order = receipt.order
    rows = [(pgettext("amount", "Items"), format_money(order.subtotal, order.currency))]
    rows += [(str(part), format_amount(part, order.currency)) for part in receipt.adjustments]
    for label, amount in rows:
        yield [_paragraph(label), _paragraph(amount, _right(TEXT))]
    yield [_paragraph(_("Total"), TOTAL), _amount(order.total, order.currency, TOTAL)]


def _payment(paid: Paid) -> Iterable[list[Any]]:
    details = [_paragraph(each, SMALL) for each in (_time(paid.at), paid.reference) if each]
    yield [[_paragraph(paid.way), *details], _amount(paid.amount, paid.currency)]
    for back in paid.back:
        yield _refund(back, paid.currency)


def _refund(back: GoneBack, currency: str) -> list[Any]:
    words = [_paragraph(back.state), _paragraph(_time(back.at), SMALL)]
    return [words, _amount(back.amount, currency)]


def _table(rows: Iterable[list[Any]], ruled: bool = False) -> list[Table]:
    """Text on the left, an amount on the right; a row longer than a page continues on the next."""
    cells = list(rows)
    style = [*FLUSH, RULED] if ruled else FLUSH
    widths = [WORDS_WIDTH, AMOUNT_WIDTH]
    return [Table(cells, widths, style=style, splitInRow=1)] if cells else []


def _paragraph(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return Paragraph(_escaped(printable(text)), style)


def _amount(amount: Decimal, currency: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return _paragraph(format_money(amount, currency), _right(style))


def _right(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}-right", style, alignment=TA_RIGHT)


def _escaped(text: str) -> str:
    """Escaped, since a paragraph parses its text as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(moment: datetime) -> str:
    local = localtime(moment)
    return f"{date_format(local, 'SHORT_DATETIME_FORMAT')} {local.tzname()}"


def _number_page(canvas: Any, paper: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, str(paper.page))
