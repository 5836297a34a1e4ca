"""Returns as a CSV file."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.spreadsheets import csv_lines, inert
from shipping.models.returns import Return

Column = tuple[Promise, Callable[[Return], object]]


def _time(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _amount(goods_return: Return) -> object:
    amount = goods_return.refunded_amount
    return "" if amount is None else amount


COLUMNS: list[Column] = [
    (_("Return"), lambda each: each.number),
    (_("Order"), lambda each: each.order.number),
    (_("Store"), lambda each: inert(each.order.store.name)),
    (_("Status"), lambda each: each.get_status_display()),
    (_("Items"), lambda each: inert(", ".join(map(str, each.lines.all())))),
    (_("Reason"), lambda each: each.get_cause_display()),
    (_("What the buyer wrote"), lambda each: inert(each.text)),
    (_("Wish"), lambda each: each.get_wish_display()),
    (_("Requested"), lambda each: _time(each.requested_at)),
    (_("Received"), lambda each: _time(each.received_at)),
    (_("To be refunded by"), lambda each: _time(each.refund_due)),
    (_("Refunded"), _amount),
    (_("Currency"), lambda each: each.order.currency),
]


def returns_as_csv(returns: Iterable[Return]) -> Iterator[str]:
    """A header and a row for each return; select their orders, stores and lines."""
    rows = ([value_of(each) for _label, value_of in COLUMNS] for each in returns)
    titles = [str(label) for label, _value_of in COLUMNS]
    return csv_lines(_with_titles(titles, rows))


def _with_titles(titles: list[str], rows: Iterable[list[object]]) -> Iterator[list[object]]:
    yield list(titles)
    yield from rows
