"""Visible text: invisible characters do not count."""

from unicodedata import category

from django import forms

# Characters drawn as nothing although their category is visible: Hangul fillers, the empty Braille cell,
# blank hieroglyphs, the null note head, the object replacement character.
FILLERS = "\u115f\u1160\u3164\uffa0\u2800\U00013441\U00013442\U0001d159\ufffc"
BLANK = ("Zs", "Zl", "Zp", "Cc", "Cf")
FLAG_TAGS = range(0xE0020, 0xE0080)  # parts of the flags of some regions
SHOWN = ("L", "N", "P", "S")


def visible(text: str) -> str:
    """The text without invisible characters at its ends; "" if nothing in it is visible.

    Inside the text nothing is removed: joiners connect emoji, and separate letters in some scripts.
    """
    characters = set(text)  # few, even for a very long text
    if not any(_shows(character) for character in characters):
        return ""
    return text.strip("".join(filter(_is_blank, characters)))


class VisibleCharField(forms.CharField):
    """Refuses invisible input if it is required."""

    def to_python(self, value: object) -> str:
        return visible(super().to_python(value) or "")


def _shows(character: str) -> bool:
    return category(character)[0] in SHOWN and character not in FILLERS


def _is_blank(character: str) -> bool:
    if ord(character) in FLAG_TAGS:
        return False
    return category(character) in BLANK or character in FILLERS
