"""Numbers by which carriers follow parcels."""

import re

MAX_NUMBER_LENGTH = 40
NUMBER = r"^([!-~]+( [!-~]+)*)?$"  # printable ASCII; also the constraint of the table


def clean_number(text: str) -> str:
    """Without blanks around it, as a scanner or a copied cell may have them."""
    return " ".join(text.split())


def is_number(text: str) -> bool:
    """Whether a carrier could have given it: an address, which a mail would link, is none."""
    is_address = "://" in text
    return 0 < len(text) <= MAX_NUMBER_LENGTH and not is_address and bool(re.match(NUMBER, text))
