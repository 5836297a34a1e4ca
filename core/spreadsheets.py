"""What every CSV file for spreadsheets needs."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

# Characters that begin a formula; Excel treats the full-width ones alike.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

BOM = "\ufeff"  # without it Excel does not recognize UTF-8


class _Lines:
    """A file whose writes are returned: csv.writer then returns each line."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a CSV file of these rows, one by one, for a response that is sent meanwhile."""
    writer: Any = csv.writer(_Lines())
    yield BOM
    for row in rows:
        yield writer.writerow(row)


def csv_download(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """A file of that name, sent line by line."""
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def inert(text: str) -> str:
    """The text escaped so that no spreadsheet evaluates it as a formula (CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text
