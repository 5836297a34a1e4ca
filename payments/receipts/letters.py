"""The font of our PDFs, and what becomes of letters it does not have."""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT = "NanumGothic"
FONT_FILE = Path(__file__).parent / "fonts" / "NanumGothic.ttf"
STAND_IN = "□"
# Control and format characters, and marks on the letter before: variation selectors among them.
UNSEEN = {"Cc", "Cf", "Mn", "Me"}


@cache
def drawable() -> frozenset[int]:
    """Every code point the font has a glyph for; registers the font (a tenth of a second, once)."""
    font = TTFont(FONT, str(FONT_FILE))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def printable(text: str) -> str:
    """The text in letters the font has: ž as z, an emoji as a small box."""
    return "".join(map(_drawn, unicodedata.normalize("NFC", text)))


def _drawn(letter: str) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in UNSEEN:
        return ""
    plain = unicodedata.normalize("NFKD", letter)[0]
    return next((each for each in (letter, plain) if ord(each) in drawable()), STAND_IN)
