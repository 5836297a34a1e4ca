"""Text in our PDFs: paragraphs in the font, whatever characters people typed."""

from collections.abc import Iterable

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from core.pdf.font import FONT, printable

INK, QUIET, RULE = map(HexColor, ("#241d19", "#6b625c", "#d9cfc7"))

# `wordWrap` breaks a line between any two characters, so that no address without spaces is too wide.
TEXT = ParagraphStyle(
    "wrapped", fontName=FONT, fontSize=10, leading=14, textColor=INK, wordWrap="CJK"
)


def paragraph(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    """The text as it is: a paragraph would parse it as markup."""
    return Paragraph(_escaped(printable(text)), style)


def paragraphs(texts: Iterable[str], style: ParagraphStyle = TEXT) -> list[Paragraph]:
    """One for each text that is not empty."""
    return [paragraph(text, style) for text in texts if text]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
