"""The tables of the pages of statistics, each with what a chart of it draws and as lines of a CSV file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from billing.months import Month
from core.money import format_money, money_format
from core.spreadsheets import inert

MONEY, COUNT, PERCENT, TEXT = "money", "count", "percent", "text"
RATE_DIGITS = 4  # of rates in files
BARS, STACKED, LINES = "bars", "stacked", "lines"  # that static/js/billing_statistics.js draws


@dataclass(frozen=True, slots=True)
class Column:
    """What it has is one of MONEY, COUNT, PERCENT (a fraction or None) and TEXT."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """`code` names it in addresses; the first cell of a row is a Month or a text."""

    code: str
    title: str
    label: str  # of the first cells
    columns: Sequence[Column]
    rows: Sequence[tuple[Any, ...]]
    charts: Sequence[Mapping[str, Any]] = ()
    note: str = ""
    currency: str = ""

    @property
    def shown(self) -> list[tuple[str, list[str]]]:
        """Latest month first."""
        rows = reversed(self.rows) if self.is_by_month else self.rows
        return [(_label(row[0]), self._texts(row[1:])) for row in rows]

    @property
    def is_by_month(self) -> bool:
        return bool(self.rows) and isinstance(self.rows[0][0], Month)

    @property
    def named_charts(self) -> list[tuple[str, Mapping[str, Any]]]:
        """With an id each."""
        return [(f"chart-{self.code}-{number}", each) for number, each in enumerate(self.charts)]

    def lines(self) -> Iterator[list[object]]:
        """Of a CSV file; the first row names the columns."""
        currency = [_("Currency")] if self.currency else []
        yield [self.label, *[column.title for column in self.columns], *currency]
        for row in self.rows:
            kinds = [TEXT, *[column.kind for column in self.columns]]
            values = [_plain(value, kind) for value, kind in zip(row, kinds, strict=True)]
            yield [*values, self.currency] if self.currency else values

    def _texts(self, values: Sequence[Any]) -> list[str]:
        columns = zip(values, self.columns, strict=True)
        return [_text(value, column.kind, self.currency) for value, column in columns]


def chart(
    kind: str,
    rows: Sequence[tuple[Any, ...]],
    series: Mapping[str, Sequence[Any]],
    *,
    unit: str,
    currency: str = "",
) -> dict[str, Any]:
    """For static/js/billing_statistics.js: a point of each series a row; `unit` is a kind of column."""
    return {
        "kind": kind,
        "unit": unit,
        "money": money_format(currency) if currency else None,
        "areMonths": bool(rows) and isinstance(rows[0][0], Month),
        "labels": [_key(row[0]) for row in rows],
        "series": [
            {"label": str(label), "data": [None if each is None else str(each) for each in data]}
            for label, data in series.items()
        ],
    }


def month_name(month: Month) -> str:
    return date_format(month.first, "YEAR_MONTH_FORMAT")


def _key(label: Any) -> str:
    return label.first.isoformat() if isinstance(label, Month) else str(label)


def _label(value: Any) -> str:
    return month_name(value) if isinstance(value, Month) else str(value)


def _text(value: Any, kind: str, currency: str) -> str:
    if value is None:
        return "–"
    if kind == MONEY:
        return format_money(value, currency)
    if kind == PERCENT:
        return f"{number_format(round(value * 100, 1), 1)}%"
    if kind == COUNT:
        return number_format(value, force_grouping=True)
    return str(value)


def _plain(value: Any, kind: str) -> object:
    """In a file: months as 2026-03, rates as fractions."""
    if value is None:
        return ""
    if kind == PERCENT:
        return round(value, RATE_DIGITS)
    return inert(str(value)) if kind == TEXT else value
