"""Packing slips as a PDF: A4, at least a page for each, without prices."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import segno
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer, Table

from core.pdf.font import FONT, load_font, one_at_a_time, printable
from core.pdf.text import INK, QUIET, RULE, TEXT, paragraph, paragraphs
from shipping.papers.facts import Paper

MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
QR_SIZE = 26 * mm
CHECKBOX_WIDTH, COUNT_WIDTH = 10 * mm, 16 * mm

TITLE = ParagraphStyle("slip-title", TEXT, fontSize=18, leading=25)
NAME = ParagraphStyle("slip-name", TEXT, fontSize=13, leading=18)
SMALL = ParagraphStyle("slip-small", TEXT, fontSize=8.5, leading=12, textColor=QUIET)
COUNT = ParagraphStyle("slip-count", TEXT, fontSize=13, leading=17)

ALL_CELLS = (0, 0), (-1, -1)
TABLE_STYLE: list[Any] = [
    ("VALIGN", *ALL_CELLS, "TOP"),
    ("LEFTPADDING", *ALL_CELLS, 0),
    ("RIGHTPADDING", *ALL_CELLS, 10),
]
ROW_RULE = ("LINEBELOW", *ALL_CELLS, 0.5, RULE)


class QrCode(Flowable):  # type: ignore[misc]
    """A QR code, drawn as squares."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__()
        self.rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
        self.width = self.height = size

    def draw(self) -> None:
        step = self.width / len(self.rows)
        self.canv.setFillColor(INK)
        for y, row in enumerate(self.rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    self.canv.rect(
                        x * step, self.height - (y + 1) * step, step, step, stroke=0, fill=1
                    )


class Checkbox(Flowable):  # type: ignore[misc]
    """An empty square, to be ticked while packing."""

    def __init__(self) -> None:
        super().__init__()
        self.width = self.height = 4.5 * mm

    def draw(self) -> None:
        self.canv.setStrokeColor(QUIET)
        self.canv.rect(0, 0, self.width, self.height)


def slips_as_pdf(papers: Sequence[Paper]) -> bytes:
    """The packing slips in the active language, each of at least a page."""
    target = BytesIO()
    with one_at_a_time:
        load_font()
        paper = SimpleDocTemplate(
            target,
            pagesize=A4,
            leftMargin=MARGIN - 6,
            rightMargin=MARGIN - 6,
            topMargin=MARGIN,
            bottomMargin=MARGIN,
            title=_("Packing slips"),
            lang=get_language(),
        )
        paper.build(_story(papers), onFirstPage=_number_page, onLaterPages=_number_page)
    return target.getvalue()


def _story(papers: Sequence[Paper]) -> list[Flowable]:
    story: list[Flowable] = []
    for paper in papers:
        story += [*_slip(paper), PageBreak()]
    return story[:-1]


def _slip(paper: Paper) -> list[Flowable]:
    order = paper.order
    number = _("Order %(number)s") % {"number": order.number}
    facts = [
        date_format(localtime(order.placed_at), "DATE_FORMAT"),
        _("Parcel %(code)s") % {"code": paper.parcel} if paper.parcel else "",
    ]
    words = [
        paragraph(_("Packing slip"), TITLE),
        paragraph(number, NAME),
        *paragraphs(facts, SMALL),
    ]
    to = [
        paragraph(pgettext("parcel", "To"), SMALL),
        paragraph(paper.recipient, NAME),
        *paragraphs(paper.receiver),
    ]
    sender = [paragraph(pgettext("parcel", "From"), SMALL), *paragraphs(paper.sender, SMALL)]
    return [
        Table(
            [[words, QrCode(order.number, QR_SIZE)]], [WIDTH - QR_SIZE, QR_SIZE], style=TABLE_STYLE
        ),
        Spacer(0, 5 * mm),
        Table([[to, sender]], [WIDTH * 0.58, WIDTH * 0.42], style=TABLE_STYLE, splitInRow=1),
        Spacer(0, 7 * mm),
        *_pieces(paper),
        *_note(paper),
    ]


def _pieces(paper: Paper) -> list[Flowable]:
    rows = [
        [
            Checkbox(),
            paragraph(f"{count} ×", COUNT),
            [paragraph(name), *paragraphs([options], SMALL)],
        ]
        for count, name, options in paper.pieces
    ]
    widths = [CHECKBOX_WIDTH, COUNT_WIDTH, WIDTH - CHECKBOX_WIDTH - COUNT_WIDTH]
    return [Table(rows, widths, style=[*TABLE_STYLE, ROW_RULE], splitInRow=1)] if rows else []


def _note(paper: Paper) -> list[Flowable]:
    if not paper.order.note:
        return []
    return [Spacer(0, 6 * mm), paragraph(_("Note"), SMALL), paragraph(paper.order.note)]


def _number_page(canvas: Any, paper: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, printable(str(paper.page)))
