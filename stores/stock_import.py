"""Sets the stock of many products by a CSV file, with a report per row; a wrong row changes nothing."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.csv_reading import FileRefused, decoded, lines
from core.spreadsheets import FORMULA, csv_lines, inert
from stores.models import Product, StockCause, Store
from stores.services import (
    MAX_STOCK,
    StockRefused,
    changed_since,
    put_seen_stock,
    put_stock,
)
from stores.stock import StockReason

MAX_BYTES = 1_000_000
MAX_ROWS = 5_000
# Titles of the columns, in lower case without spaces.
NUMBER = {"number", "id", "product", "productid", "번호", "상품번호"}
NAME = {"name", "productname", "이름", "상품", "상품명"}
STOCK = {"stock", "재고", "재고수량", "수량"}
SEEN = {"stockatdownload", "stockwas", "stock_was", "내려받을때재고"}
NOT_COUNTED = "-"  # in the column of the stock at the download
DIGITS = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file; `line` counts from 1. With `refusal` it changes nothing.

    `stock` is None where that product stays as it is: the file leaves it empty, or has not changed it since
    the download. `seen` is the stock at the download, as a tuple of one; empty where the file does not say.
    """

    line: int
    text: str
    product: Product | None = None
    stock: int | None = None
    seen: tuple[int | None, ...] = ()
    refusal: str = ""
    changed: bool = False

    @property
    def result(self) -> str:
        """In a word or two for the report."""
        if self.refusal:
            return self.refusal
        if self.stock is None:
            return _("left as it is")
        return (
            _("set to %(stock)s") % {"stock": self.stock} if self.changed else _("was so already")
        )


def stock_as_csv(store: Store) -> Iterator[str]:
    """The lines of a file with the present stock of the store's products, to be changed and imported."""
    return csv_lines(_present(store))


def _present(store: Store) -> Iterator[Sequence[object]]:
    yield _("Number"), _("Name"), _("Stock"), _("Stock at download")
    for product in _products(store):
        counted = product.stock is not None
        stock, seen = (product.stock, product.stock) if counted else ("", NOT_COUNTED)
        yield product.pk, inert(product.name), stock, seen


def read_stock(store: Store, data: bytes) -> list[Row]:
    """Its rows, right and wrong ones; raises FileRefused."""
    cells = _cells(data)
    columns = _columns(cells[0][1] if cells else [])
    if len(cells) > MAX_ROWS:
        raise FileRefused(_("Write at most %(most)s rows.") % {"most": MAX_ROWS})
    products = list(_products(store))
    by_key = {str(product.pk): [product] for product in products}
    by_name = defaultdict(list)
    for product in products:
        by_name[_normal(product.name)].append(product)
    rows = [_read(line, row, columns, by_key, by_name) for line, row in cells[1:]]
    return list(_without_doubles(rows))


def set_stocks(
    rows: Sequence[Row], *, by: User, now: datetime | None = None, only_check: bool = False
) -> list[Row]:
    """Set the stock of each right row, in order of product, and say what changed. Again, it changes nothing.

    A file that was downloaded here says what the stock was then: a row that is edited in it is refused if
    orders changed the stock since. Without that column an import is a count: it replaces what orders changed.
    """
    reason, done = StockReason(StockCause.IMPORT, by=by, at=now), {}
    with transaction.atomic():
        for row in sorted(rows, key=lambda each: each.product.pk if each.product else 0):
            if row.product and not row.refusal and row.stock is not None:
                done[row.line] = (
                    _checked(row, row.product, row.stock)
                    if only_check
                    else _set(row, row.product, row.stock, reason)
                )
    return [done.get(row.line, row) for row in rows]


def _checked(row: Row, product: Product, stock: int) -> Row:
    """What setting it would do."""
    if row.seen and product.stock not in (*row.seen, stock):
        return replace(row, refusal=changed_since(row.seen[0], product.stock))
    return replace(row, changed=product.stock != stock)


def _set(row: Row, product: Product, stock: int, reason: StockReason) -> Row:
    if not row.seen:
        return replace(row, changed=put_stock(product, stock, reason))
    try:
        changed = put_seen_stock(product, seen=row.seen[0], stock=stock, reason=reason)
    except StockRefused as refusal:
        return replace(row, refusal=str(refusal))
    return replace(row, changed=changed)


def _products(store: Store) -> Iterable[Product]:
    products = Product.objects.filter(section__store=store)
    return products.order_by("section__position", "section_id", "position", "pk")


def _cells(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, with their lines."""
    if len(data) > MAX_BYTES:
        raise FileRefused(_("The file is too large: at most 1 MB."))
    try:
        return list(lines(decoded(data)))
    except FileRefused as error:
        raise FileRefused(
            _("This is not a CSV file: save it as CSV, in UTF-8 or cp949.")
        ) from error


def _columns(titles: list[str]) -> Mapping[str, int]:
    found = {}
    for place, title in enumerate(titles):
        for name, known in (
            ("number", NUMBER),
            ("name", NAME),
            ("stock", STOCK),
            ("seen", SEEN),
        ):
            if "".join(title.casefold().split()) in known:
                if name in found:
                    raise FileRefused(
                        _("Two columns have the title “%(title)s”.") % {"title": title}
                    )
                found[name] = place
    if "stock" not in found or not found.keys() & {"number", "name"}:
        raise FileRefused(_("The first row must be titles: Number or Name, and Stock."))
    return found


def _read(
    line: int,
    cells: list[str],
    columns: Mapping[str, int],
    by_key: Mapping[str, list[Product]],
    by_name: Mapping[str, list[Product]],
) -> Row:
    number, name, stock, seen = (
        cells[columns[each]] if columns.get(each, len(cells)) < len(cells) else ""
        for each in ("number", "name", "stock", "seen")
    )
    name = name[1:] if name.startswith("'") and name[1:].startswith(FORMULA) else name
    row = Row(line, (name or number)[:80])
    found = by_key.get(_figures(number), []) if number else by_name.get(_normal(name), [])
    if len(found) > 1:
        return replace(row, refusal=_("Several products have this name: write the number."))
    if not found:
        return replace(row, refusal=_("There is no such product in this store."))
    [product] = found
    if number and name and _normal(name) != _normal(product.name):
        text = _("Number %(number)s is “%(product)s”.")
        return replace(row, refusal=text % {"number": number, "product": product})
    row = replace(row, product=product)
    try:
        wanted, before = _pieces(stock), _seen(seen)
    except ValueError as error:
        return replace(row, refusal=str(error))
    return row if before == (wanted,) else replace(row, stock=wanted, seen=before)


def _seen(text: str) -> tuple[int | None, ...]:
    """Empty for an empty cell; raises ValueError with a sentence."""
    if _figures(text) == NOT_COUNTED:
        return (None,)
    try:
        seen = _pieces(text)
    except ValueError as error:
        raise ValueError(_("The column “Stock at download” stays as it is.")) from error
    return () if seen is None else (seen,)


def _pieces(text: str) -> int | None:
    """None for an empty cell; raises ValueError with a sentence."""
    figures = _figures(text)
    if not figures:
        return None
    if figures[0] in "-−－" and DIGITS.fullmatch(figures[1:]):
        raise ValueError(_("A stock cannot be negative."))
    if not DIGITS.fullmatch(figures) or int(figures) > MAX_STOCK:
        raise ValueError(_("Write the stock as a whole number from 0 to 1,000,000."))
    return int(figures)


def _without_doubles(rows: Sequence[Row]) -> Iterator[Row]:
    """Refuse every row of a product that the file names twice: which of them is right?"""
    named_in = defaultdict(list)
    for row in rows:
        if row.product:
            named_in[row.product.pk].append(str(row.line))
    for row in rows:
        own = named_in[row.product.pk] if row.product else []
        if len(own) > 1 and not row.refusal:
            text = _("The file names this product several times, in lines %(lines)s.")
            row = replace(row, refusal=text % {"lines": ", ".join(own)})
        yield row


def _figures(text: str) -> str:
    """Full-width digits as plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
