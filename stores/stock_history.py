"""The history of a product's stock, for its store's members."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.spreadsheets import csv_lines, inert
from stores.models import Product, StockChange


def stock_history(product: Product) -> QuerySet[StockChange]:
    """Its changes, the newest first, each with its actor."""
    return product.stockchanges.select_related("actor")  # type: ignore[attr-defined, no-any-return]


def history_as_csv(product: Product) -> Iterator[str]:
    """The lines of a CSV file, sent one by one."""
    return csv_lines(_rows(product))


def _rows(product: Product) -> Iterator[list[object]]:
    yield [_("When"), _("Change"), _("Stock after"), _("Reason"), _("Order"), _("Note"), _("By")]
    for row in stock_history(product).iterator(1000):
        yield [
            f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}",
            row.change,
            "" if row.after is None else row.after,
            row.get_cause_display(),
            row.reference,
            inert(row.note),
            inert(row.who),
        ]
