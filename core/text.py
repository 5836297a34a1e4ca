"""Text as people see it: characters that show nothing count for nothing."""

from unicodedata import category

from django import forms

# Letters and signs by their category that are drawn as nothing: Hangul fillers, the empty Braille cell.
FILLERS = "\u115f\u1160\u3164\uffa0\u2800"
BLANK = ("Zs", "Zl", "Zp", "Cc", "Cf")
FLAG_TAGS = range(0xE0020, 0xE0080)  # they end the flags of some regions
SHOWN = ("L", "N", "P", "S")


def visible(text: str) -> str:
    """The text without what shows nothing at its ends; "" where there is nothing to see in all of it.

    Within the text all stays: joiners hold emoji together, and letters of some scripts apart.
    """
    characters = set(text)  # few, however long the text is that somebody sends
    if not any(_shows(character) for character in characters):
        return ""
    return text.strip("".join(filter(_is_blank, characters)))


class VisibleCharField(forms.CharField):
    """A required one wants something to be seen."""

    def to_python(self, value: object) -> str:
        return visible(super().to_python(value) or "")


def _shows(character: str) -> bool:
    return category(character)[0] in SHOWN and character not in FILLERS


def _is_blank(character: str) -> bool:
    if ord(character) in FLAG_TAGS:
        return False
    return category(character) in BLANK or character in FILLERS
