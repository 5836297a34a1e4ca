"""Patterns of postcodes: a range of digits (`63000-63644`) or a beginning (`BT`, `31708`)."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

MAX_PATTERNS = 500  # of one zone
PATTERN = re.compile(r"(?P<first>[0-9]{1,10})-(?P<last>[0-9]{1,10})|[0-9A-Z]{1,10}")
DASHES = dict.fromkeys(map(ord, "–—−~～"), "-")


class BadPattern(ValueError):
    """It is no pattern of postcodes; the text can be shown to the user as it is."""


def normal(postcode: str) -> str:
    """As patterns are compared: capital letters and digits only, also those typed in full width."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", postcode).upper())


def parse(text: str) -> list[str]:
    """The patterns in a text, separated by commas, blanks or lines; raises BadPattern."""
    text = re.sub(r"\s*-\s*", "-", text.translate(DASHES).upper())
    patterns = list(dict.fromkeys(re.split(r"[\s,;]+", text.strip()) if text.strip() else []))
    if len(patterns) > MAX_PATTERNS:
        raise BadPattern(_("Write at most %(most)s postcodes.") % {"most": MAX_PATTERNS})
    for pattern in patterns:
        _check(pattern)
    return patterns


def matches(patterns: Iterable[str], postcode: str) -> bool:
    code = normal(postcode)
    return bool(code) and any(_matches(pattern, code) for pattern in patterns)


def _check(pattern: str) -> None:
    found = PATTERN.fullmatch(pattern)
    first, last = (found["first"], found["last"]) if found else ("", "")
    if not found or (first and (len(first) != len(last) or first > last)):
        raise BadPattern(
            _("“%(pattern)s” is neither a postcode nor a range such as 63000-63644.")
            % {"pattern": pattern[:40]}
        )


def _matches(pattern: str, code: str) -> bool:
    first, _dash, last = pattern.partition("-")
    if not last:
        return code.startswith(first)
    begin = code[: len(first)]
    return len(begin) == len(first) and begin.isdigit() and first <= begin <= last
