"""Address labels as a PDF: eight on a sheet of A4, or one a page for thermal printers."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepInFrame

from core.pdf.font import FONT, load_font, one_at_a_time
from core.pdf.text import QUIET, RULE, TEXT, paragraph, paragraphs
from shipping.papers.facts import Paper

PADDING = 5 * mm


@dataclass(frozen=True, slots=True)
class Layout:
    """Labels on a page, in points; `size` is that of the receiver's name."""

    page: tuple[float, float]
    columns: int
    rows: int
    size: float

    @property
    def width(self) -> float:
        return self.page[0] / self.columns

    @property
    def height(self) -> float:
        return self.page[1] / self.rows

    @property
    def count(self) -> int:
        return self.columns * self.rows


SHEET = Layout(A4, columns=2, rows=4, size=12)
THERMAL = Layout((100 * mm, 150 * mm), columns=1, rows=1, size=18)


def labels_as_pdf(papers: Sequence[Paper], layout: Layout) -> bytes:
    """In the active language; a text that is too long for its label is drawn smaller."""
    target = BytesIO()
    with one_at_a_time:
        load_font()
        canvas = Canvas(target, pagesize=layout.page, lang=get_language())
        canvas.setTitle(_("Address labels"))
        for place, paper in enumerate(papers):
            if place and place % layout.count == 0:
                canvas.showPage()
            _draw(canvas, paper, layout, place % layout.count)
        canvas.save()
    return target.getvalue()


def _draw(canvas: Any, paper: Paper, layout: Layout, place: int) -> None:
    """The sender at the top, the receiver below it; a hairline between labels helps to cut them."""
    row, column = divmod(place, layout.columns)
    left = column * layout.width
    bottom = layout.page[1] - (row + 1) * layout.height
    if layout.count > 1:
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.3)
        canvas.rect(left, bottom, layout.width, layout.height)
    inner, top = layout.width - 2 * PADDING, bottom + layout.height - PADDING
    share = (layout.height - 2 * PADDING) * 0.3
    _fill(canvas, _sender(paper, layout), left + PADDING, top, inner, share)
    rest = layout.height - 2 * PADDING - share - 5 * mm
    _fill(canvas, _receiver(paper, layout), left + PADDING, top - share - 1 * mm, inner, rest)
    canvas.setFont(FONT, 7)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(left + layout.width - PADDING, bottom + PADDING / 2, _number(paper))


def _fill(
    canvas: Any, story: list[Any], left: float, top: float, width: float, height: float
) -> None:
    frame = KeepInFrame(width, height, story, mode="shrink")
    _width, used = frame.wrapOn(canvas, width, height)
    frame.drawOn(canvas, left, top - used)


def _sender(paper: Paper, layout: Layout) -> list[Any]:
    small = _style("label-sender", layout.size * 0.65, color=QUIET)
    return [paragraph(pgettext("parcel", "From"), small), *paragraphs(paper.sender, small)]


def _receiver(paper: Paper, layout: Layout) -> list[Any]:
    name = _style("label-name", layout.size)
    text = _style("label-text", layout.size * 0.85)
    small = _style("label-to", layout.size * 0.65, color=QUIET)
    return [
        paragraph(pgettext("parcel", "To"), small),
        paragraph(paper.recipient, name),
        *paragraphs(paper.receiver, text),
    ]


def _number(paper: Paper) -> str:
    return f"{paper.order.number} {paper.parcel}".strip()


def _style(name: str, size: float, color: Any = None) -> ParagraphStyle:
    more = {"textColor": color} if color else {}
    return ParagraphStyle(name, TEXT, fontSize=size, leading=size * 1.4, **more)
