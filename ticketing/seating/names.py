"""Names of seats: as every page, refusal, list and file writes them, and as people type them."""

import re

from django.utils.translation import gettext as _

SEPARATORS = r"[\s·,]+"


def seat_name(section: str, row: str, number: str) -> str:
    """“Main · Row 3 · Seat 12”, in the reader's language; parts that the seat has not are left out."""
    in_row = _("Row %(row)s") % {"row": row} if row else ""
    in_number = _("Seat %(number)s") % {"number": number} if number else ""
    return " · ".join(part for part in (section, in_row, in_number) if part)


def parts_of_typed(text: str) -> list[str]:
    """Section, row and number: ["main", "3", "12"] of “main row 3 seat 12”, as of “main 3 12”.

    A section may have several words, and “Row” among them.
    """
    words = {
        (_("Row %(row)s") % {"row": ""}).strip(),
        (_("Seat %(number)s") % {"number": ""}).strip(),
    }
    around = "|".join(map(re.escape, words))
    # Alone as in “row 3”, or behind what it counts as in “3열”.
    named = re.compile(rf"^(|\w|\w*\d)(?:{around})$", re.IGNORECASE)
    parts = [part for part in re.split(SEPARATORS, text) if part]
    plain = [named.sub(r"\1", part) for part in parts[-4:]]
    return [part for part in [*parts[:-4], *plain] if part]
