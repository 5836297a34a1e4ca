"""Tickets as a PDF: A4, a page each, with the printed code."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import segno
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepInFrame, Spacer

from core.money import format_money
from core.pdf.font import FONT, load_font, one_at_a_time, printable
from core.pdf.text import INK, QUIET, RULE, TEXT, paragraph, paragraphs
from ticketing.codes import printed_code
from ticketing.models import Ticket
from ticketing.signing_keys import KeyLost
from ticketing.tickets.shown import doors, when

MARGIN = 20 * mm
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
CODE_SIZE = 62 * mm

TITLE = ParagraphStyle("ticket-title", TEXT, fontSize=24, leading=32)
STRONG = ParagraphStyle("ticket-strong", TEXT, fontSize=15, leading=21)
SMALL = ParagraphStyle("ticket-small", TEXT, fontSize=9, leading=13, textColor=QUIET)


def text_of_code(ticket: Ticket) -> str:
    """The text of the printed code; "" if the event admits by screens only, or its key is lost."""
    if ticket.event.moving_code_only:
        return ""
    try:
        key = ticket.event.private_key.private_bytes_raw()
    except KeyLost:
        return ""
    return printed_code(ticket.event.number, ticket.code, key)


def tickets_as_pdf(tickets: Sequence[Ticket]) -> bytes:
    """In the active language. A ticket of an event that admits by screens only has no code, and says so."""
    target = BytesIO()
    with one_at_a_time:
        load_font()
        canvas = Canvas(target, pagesize=A4, lang=get_language())
        canvas.setTitle(_("Tickets"))
        for ticket in tickets:
            _draw(canvas, ticket)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def _draw(canvas: Any, ticket: Ticket) -> None:
    top = A4[1] - MARGIN
    words = KeepInFrame(WIDTH, HEIGHT - CODE_SIZE - 25 * mm, _words(ticket), mode="shrink")
    _width, used = words.wrapOn(canvas, WIDTH, HEIGHT)
    words.drawOn(canvas, MARGIN, top - used)
    bottom = top - used - 8 * mm
    canvas.setStrokeColor(RULE)
    canvas.line(MARGIN, bottom, MARGIN + WIDTH, bottom)
    code = text_of_code(ticket)
    if not code:
        _draw_no_code(canvas, bottom - 8 * mm)
    else:
        _draw_code(canvas, code, bottom - 8 * mm - CODE_SIZE)
        canvas.setFillColor(INK)
        canvas.setFont(FONT, 12)
        canvas.drawString(MARGIN, bottom - 16 * mm - CODE_SIZE, printable(ticket.code))


def _words(ticket: Ticket) -> list[Flowable]:
    event, date = ticket.event, ticket.date
    opening = doors(date)
    venue = [event.venue.name, event.venue.address] if event.venue else []
    price = format_money(ticket.price, ticket.order.currency)
    return [
        paragraph(event.title, TITLE),
        Spacer(0, 3 * mm),
        paragraph(when(date), STRONG),
        *paragraphs([_("Doors: %(time)s") % {"time": opening} if opening else ""]),
        *paragraphs(venue),
        Spacer(0, 7 * mm),
        paragraph(str(ticket.place), STRONG),
        paragraph(f"{ticket.type} · {price}"),
        *paragraphs([ticket.holder_name], STRONG),
        Spacer(0, 7 * mm),
        *paragraphs([event.age_note], SMALL),
        paragraph(pgettext("tickets", "Organiser: %(store)s") % {"store": event.store}, SMALL),
        paragraph(_("Order %(number)s") % {"number": ticket.order.number}, SMALL),
    ]


def _draw_code(canvas: Any, text: str, bottom: float) -> None:
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    step = CODE_SIZE / len(rows)
    canvas.setFillColor(INK)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                place = MARGIN + x * step, bottom + CODE_SIZE - (y + 1) * step
                canvas.rect(*place, step, step, stroke=0, fill=1)


def _draw_no_code(canvas: Any, top: float) -> None:
    text = _(
        "This paper lets nobody in: the event admits only the code that changes on a screen."
        " Open your ticket on your phone."
    )
    words = KeepInFrame(WIDTH, CODE_SIZE, [paragraph(text, STRONG)], mode="shrink")
    _width, used = words.wrapOn(canvas, WIDTH, CODE_SIZE)
    words.drawOn(canvas, MARGIN, top - used)
