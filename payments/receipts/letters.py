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
def load_font() -> TTFont:
    """The font, from now on known as FONT; a tenth of a second, once a process."""
    font = TTFont(FONT, str(FONT_FILE))
    pdfmetrics.registerFont(font)
    return font


def printable(text: str) -> str:
    """The text in letters the font has: ž as z, an emoji as a small box."""
    return "".join(map(_drawn, unicodedata.normalize("NFC", text)))


def _drawn(letter: str) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in UNSEEN:
        return ""
    plain = unicodedata.normalize("NFKD", letter)[0]
    glyphs = load_font().face.charToGlyph
    return next((each for each in (letter, plain) if ord(each) in glyphs), STAND_IN)
