"""Whole numbers in what a request sends, where no form reads it."""

KEY_DIGITS = 18  # of a primary key: within PostgreSQL's bigint


def read_number(text: str | None, max_digits: int = 9) -> int | None:
    """The number that the ASCII digits of the text are; None for anything else, and for more digits."""
    if not text or len(text) > max_digits or not (text.isascii() and text.isdigit()):
        return None
    return int(text)
