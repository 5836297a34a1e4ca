"""CSV files as spreadsheets write them: their encoding, their separator, and the titles of their columns."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

SEPARATORS = (",", ";", "\t")
ENCODINGS = ("utf-8-sig", "cp949")


class FileRefused(Exception):
    """The file as a whole cannot be read; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """The cells by the name of their column; `line` is where the row begins, counted from 1."""

    line: int
    cells: Mapping[str, str]


def decoded(content: bytes) -> str:
    """UTF-8, with or without a BOM, or else cp949, as a Korean Excel writes; raises FileRefused."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused(_("This file is no CSV. Save it as “CSV UTF-8” in your spreadsheet."))


def read_csv(
    text: str, titles: Mapping[str, Sequence[str]], most: int, required: Sequence[str]
) -> list[CsvRow]:
    """The rows below the titles of the columns; empty ones are left out.

    `titles` are those by which each column is found, in any case and without regard to spaces; raises
    FileRefused if a `required` column is missing, which is called by the translation of its first title,
    or with more than `most` rows.
    """
    written = ((line, [cell.removeprefix("'") for cell in cells]) for line, cells in lines(text))
    _line, first = next(written, (0, []))
    places = _places(first, titles)
    missing = [_(titles[name][0]) for name in required if name not in places]
    if missing:
        words = {"columns": ", ".join(missing)}
        raise FileRefused(_("These columns are missing in the first row: %(columns)s.") % words)
    found_rows = []
    for line, cells in written:
        found = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        found_rows.append(CsvRow(line, found))
        if len(found_rows) > most:
            raise FileRefused(
                _("The file has more than %(most)s rows: please split it.") % {"most": most}
            )
    if not found_rows:
        raise FileRefused(_("The file has no rows below the titles."))
    return found_rows


def lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row that is not empty, with the line where it begins; raises FileRefused.

    The separator is that of which the first row has most.
    """
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    for line, cells in rows(StringIO(text, newline=""), separator):
        if isinstance(cells, csv.Error):
            raise FileRefused(_("Line %(line)s is not CSV.") % {"line": line}) from cells
        yield line, cells


def rows(
    source: Iterable[str], separator: str = ","
) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """The cells of each row that is not empty, or why it is no CSV, with the line where it begins.

    Open a file as `source` with newline="": it is read row by row, so it may be of any size.
    """
    reader = csv.reader(source, delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip("\ufeff \t\r\u00a0") for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
            continue
        if any(cells):
            yield line, cells


def _places(cells: Sequence[str], titles: Mapping[str, Sequence[str]]) -> dict[str, int]:
    found = [_plain(cell) for cell in cells]
    return {
        name: place
        for name, known in titles.items()
        for place in [next((found.index(_plain(t)) for t in known if _plain(t) in found), None)]
        if place is not None
    }


def _plain(title: str) -> str:
    return "".join(title.casefold().replace("_", "").split())
