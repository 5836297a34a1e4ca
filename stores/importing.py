"""Imports stores from a CSV of a public register: number, name, address, category."""

import csv
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from core import limits
from core.csv_reading import rows
from stores.categories import category_called
from stores.models import Category, Store
from stores.store_services import save_under_free_slug

COLUMNS = 4
WORD = Category._meta.get_field("name")
LABELS = {"name": "name", "line": "address"}
# Column titles of registers, in lower case without spaces; a row with any of them is a header.
TITLES = {
    *("number", "no", "no.", "id", "name", "store", "storename", "address", "category", "type"),
    *("번호", "연번", "순번", "이름", "상호", "상호명", "업소명", "사업장명", "가게이름", "가게명"),
    *("주소", "소재지", "도로명주소", "지번주소", "분류", "업종", "업태", "업태명", "카테고리"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is the line in the file where the row begins, counted from 1."""

    line: int
    name: str
    address: str
    category: str

    @property
    def key(self) -> str:
        """Equal for names and addresses that differ only in spaces or Unicode composition."""
        text = "|".join(
            "".join(unicodedata.normalize("NFKC", part).casefold().split())
            for part in (self.name, self.address)
        )
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Header:
    """The first row, if it has column titles."""

    line: int


@dataclass(frozen=True, slots=True)
class Refused:
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of a row: "added", "given" to the owner, or "there" already."""

    row: Row
    result: str


def read_rows(file: TextIO) -> Iterator[Row | Refused | Header]:
    """Every row, or why it is refused. Open the file with newline="" and errors="surrogateescape"."""
    first = True
    for line, cells in rows(file):
        if isinstance(cells, csv.Error):
            yield Refused(line, f"This is not CSV: {cells}.")
            continue
        yield Header(line) if first and _is_header(cells) else _read(line, cells)
        first = False


def import_batch(batch: Iterable[Row], owner: User | None) -> Iterator[ImportResult | Refused]:
    """Import the rows in one transaction, each in its own savepoint: a bad one does not affect others."""
    with transaction.atomic():
        results = [_imported(row, owner) for row in batch]
    yield from results


def _is_header(cells: list[str]) -> bool:
    titles = {"".join(cell.casefold().split()) for cell in cells}
    return not _is_number(cells[0]) and bool(titles & TITLES)


def _read(line: int, cells: list[str]) -> Row | Refused:
    reason = _objection(cells)
    return Refused(line, reason) if reason else Row(line, *cells[1:COLUMNS])


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit()


def _objection(cells: list[str]) -> str:
    if len(cells) < COLUMNS:
        return f"{len(cells)} columns where {COLUMNS} are needed: number, name, address, category."
    if any(cells[COLUMNS:]):
        return "More columns than four are filled: is a comma not quoted?"
    text = "".join(cells)
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "Some bytes are not in the encoding of the file: is it cp949? Try --encoding."
    if any(unicodedata.category(character) == "Cc" for character in text):
        return "A line break or control character is in it: is a quote not closed?"
    if not _is_number(cells[0]):
        return f"“{cells[0][:40]}” is not a number: the first column numbers the rows."
    return ""


def _imported(row: Row, owner: User | None) -> ImportResult | Refused:
    known = Store.objects.filter(import_key=row.key)
    try:
        with transaction.atomic():
            if known.exists():
                return ImportResult(row, _give(known, owner))
            _add(row, owner)
    except ValidationError as error:
        return Refused(row.line, _in_words(error))
    except limits.LimitReached as refusal:
        return Refused(row.line, str(refusal))
    except IntegrityError:
        if not known.exists():
            raise
        return ImportResult(row, "there")  # another import was faster
    return ImportResult(row, "added")


def _give(known: QuerySet[Store], owner: User | None) -> str:
    """Set the owner of a store that has none; nothing else is changed."""
    if owner is None:
        return "there"
    with limits.growing(owner.pk):
        return "given" if known.filter(owner=None).update(owner=owner) else "there"


def _add(row: Row, owner: User | None) -> None:
    store = Store(name=row.name, line=row.address, owner=owner, import_key=row.key)
    store.clean_fields(exclude={"category", "slug", "owner"})
    store.category = category_called(WORD.clean(row.category, None))
    with limits.growing(store.owner_id, ["stores"]):
        save_under_free_slug(store)


def _in_words(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return f"category: {' '.join(error.messages)}"
    return " ".join(
        f"{LABELS[field]}: {' '.join(texts)}" for field, texts in error.message_dict.items()
    )
