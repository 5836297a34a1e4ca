"""The rows of an uploaded file: which order leaves with which carrier under which number."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.csv_reading import FileRefused, decoded, read_csv
from shipping.tracking import clean_number

MAX_ROWS, MAX_BYTES = 2_000, 2_000_000
CELL_LENGTH = 100  # characters of a cell that are read

# The translation of the first is the title in the downloaded file; those of all languages are accepted.
TITLES: Mapping[str, Sequence[str]] = {
    "number": (gettext_noop("Order number"), "Order", "Number", "주문번호", "주문"),
    "carrier": (gettext_noop("Carrier"), "택배사", "운송사"),
    "tracking": (gettext_noop("Tracking number"), "Tracking", "송장번호", "운송장번호", "운송장"),
}


@dataclass(frozen=True, slots=True)
class DispatchRow:
    line: int
    number: str
    carrier: str
    tracking: str


def read_upload(content: bytes) -> list[DispatchRow]:
    """Raises FileRefused."""
    if len(content) > MAX_BYTES:
        raise FileRefused(_("The file is larger than 2 MB: please split it."))
    rows = read_csv(decoded(content), TITLES, MAX_ROWS, list(TITLES))
    return [
        DispatchRow(
            row.line,
            row.cells["number"].upper()[:CELL_LENGTH],
            row.cells["carrier"][:CELL_LENGTH],
            clean_number(row.cells["tracking"])[:CELL_LENGTH],
        )
        for row in rows
    ]


def packed(rows: Sequence[DispatchRow]) -> str:
    """The rows as text for the page that asks for confirmation."""
    return json.dumps([list(asdict(row).values()) for row in rows], ensure_ascii=False)


def unpacked(text: str) -> list[DispatchRow]:
    """The rows of `packed`; raises FileRefused for anything else."""
    try:
        values = json.loads(text)
        rows = [DispatchRow(*value) for value in values]
    except (TypeError, ValueError, RecursionError) as error:
        raise FileRefused(_("The rows could not be read. Please upload the file again.")) from error
    if not 0 < len(rows) <= MAX_ROWS or not all(map(_is_row, rows)):
        raise FileRefused(_("The rows could not be read. Please upload the file again."))
    return rows


def read_key(text: str) -> UUID:
    """The key of the page that asks for confirmation; raises FileRefused."""
    try:
        return UUID(text)
    except ValueError as error:
        raise FileRefused(_("The rows could not be read. Please upload the file again.")) from error


def _is_row(row: DispatchRow) -> bool:
    texts = (row.number, row.carrier, row.tracking)
    return isinstance(row.line, int) and all(map(_is_cell, texts))


def _is_cell(value: object) -> bool:
    """Text that the database can store: JSON may also contain halves of characters."""
    if not isinstance(value, str) or len(value) > CELL_LENGTH or "\0" in value:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)
