"""Numbers by which carriers follow parcels."""

import re
import unicodedata
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from shipping.models import Carrier

MAX_NUMBER_LENGTH = 40
NUMBER = re.compile(r"[0-9A-Z]+(?:[ -][0-9A-Z]+)*")
# The constraint of the table, which also has numbers of before only letters and digits were allowed.
PRINTABLE = r"^([!-~]+( [!-~]+)*)?$"
DASHES = re.compile(r"\s*[-‐‑‒–—−]+\s*")


def clean_number(text: str) -> str:
    """In capital letters, with single spaces and hyphens, as a scanner or a copied cell may not have them."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return " ".join(DASHES.sub("-", plain).split())


def compact(number: str) -> str:
    """Without what only people need between groups: as carriers compare numbers."""
    return re.sub(r"[ -]", "", number)


def is_number(text: str) -> bool:
    """Whether it is a clean number of some carrier."""
    return len(text) <= MAX_NUMBER_LENGTH and bool(NUMBER.fullmatch(text))


def objection(carrier: "Carrier", number: str) -> str | Promise | None:
    """Why a parcel of the carrier cannot have this clean number; None if it can."""
    if not number:
        return _("Please give the tracking number.") if carrier.needs_number else None
    if not is_number(number):
        return _(
            "A tracking number has at most %(most)s Latin letters and digits, with spaces and hyphens"
            " between them."
        ) % {"most": MAX_NUMBER_LENGTH}
    if not carrier.gives(number):
        return _(
            "This is no tracking number of %(carrier)s: please compare it with the label, or choose"
            " another carrier."
        ) % {"carrier": carrier}
    return None
