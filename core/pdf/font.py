"""The font of our PDFs, and replacements for characters it does not have."""

import unicodedata
from functools import cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT = "NanumGothic"
FONT_FILE = Path(__file__).parent / "fonts" / "NanumGothic.ttf"
STAND_IN = "□"
# Control and format characters, and combining marks, variation selectors among them.
UNSEEN = {"Cc", "Cf", "Mn", "Me"}

# Drawing reads one shared font file object, whose read position is not thread-safe.
one_at_a_time = Lock()


@cache
def load_font() -> TTFont:
    """Register the font under the name FONT; takes a tenth of a second, once per process."""
    font = TTFont(FONT, str(FONT_FILE))
    pdfmetrics.registerFont(font)
    return font


def printable(text: str) -> str:
    """The text in characters the font has: ž as z, an emoji as a small box."""
    return "".join(map(_drawn, unicodedata.normalize("NFC", text)))


def _drawn(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in UNSEEN:
        return ""
    plain = unicodedata.normalize("NFKD", character)[0]
    glyphs = load_font().face.charToGlyph
    return next((each for each in (character, plain) if ord(each) in glyphs), STAND_IN)
