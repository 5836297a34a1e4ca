"""Papers about money, on A4 in the active language: text on the left, amounts on the right."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import get_language
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from core.money import format_money
from core.pdf.font import FONT, load_font, one_at_a_time, printable
from core.pdf.text import INK, QUIET, RULE, paragraph

MARGIN = 22 * mm
WORDS_WIDTH, AMOUNT_WIDTH = 112 * mm, 50 * mm  # with the 2 mm that a frame keeps free: A4
BRAND = HexColor("#a92f06")

# Without `wordWrap`, so that lines break between words.
TEXT = ParagraphStyle("text", fontName=FONT, fontSize=10, leading=15, textColor=INK)
FAINT = ParagraphStyle("faint", TEXT, textColor=QUIET)
SMALL = ParagraphStyle("small", TEXT, fontSize=8.5, leading=13, textColor=QUIET)
TITLE = ParagraphStyle("title", TEXT, fontSize=22, leading=30, textColor=BRAND)
HEADING = ParagraphStyle("heading", TEXT, fontSize=14, leading=20)
TOTAL = ParagraphStyle("total", TEXT, fontSize=13, leading=19)

EVERYWHERE = (0, 0), (-1, -1)
FLUSH: list[tuple[Any, ...]] = [
    ("VALIGN", *EVERYWHERE, "TOP"),
    ("LEFTPADDING", *EVERYWHERE, 0),
    ("RIGHTPADDING", *EVERYWHERE, 0),
]
RULED = ("LINEBELOW", *EVERYWHERE, 0.5, RULE)

Row = list[Any]


def build(story: Callable[[], Sequence[Flowable]], *, title: str, author: str) -> bytes:
    """The PDF, on as many pages as needed; the story is made once the font is loaded."""
    target = BytesIO()
    with one_at_a_time:
        load_font()
        paper = SimpleDocTemplate(
            target,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN,
            title=title,
            author=printable(author),
            lang=get_language(),
        )
        paper.build(list(story()), onFirstPage=_number_page, onLaterPages=_number_page)
    return target.getvalue()


def table(rows: Iterable[Row], ruled: bool = False) -> list[Table]:
    """Text on the left, an amount on the right; a row longer than a page continues on the next."""
    cells = list(rows)
    style = [*FLUSH, RULED] if ruled else FLUSH
    widths = [WORDS_WIDTH, AMOUNT_WIDTH]
    return [Table(cells, widths, style=style, splitInRow=1)] if cells else []


def text(content: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return paragraph(content, style)


def words(content: str, *details: str) -> list[Paragraph]:
    """A text with smaller ones below it, as far as they are not empty."""
    return [text(content), *(text(each, SMALL) for each in details if each)]


def fact(label: str, content: str) -> Row:
    """A label and what it says, on the right."""
    return [text(label, FAINT), text(content, right(TEXT))]


def amount(number: Decimal, currency: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return text(format_money(number, currency), right(style))


def right(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}-right", style, alignment=TA_RIGHT)


def _number_page(canvas: Any, paper: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, str(paper.page))
