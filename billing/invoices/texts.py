"""The text of an invoice's line, in the active language, from the data that are stored with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from billing.models import LineKind
from billing.models.usage import PRODUCT_METERS
from billing.months import Month
from core.money import format_money


class AnyLine(Protocol):
    """Of an invoice, or of a draft."""

    @property
    def kind(self) -> str: ...
    @property
    def month(self) -> Month: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`detail` says how the amount was computed."""

    kind: str
    title: str
    detail: str
    amount: Decimal


def shown(line: AnyLine, currency: str) -> ShownLine:
    title, detail = TEXTS[line.kind](line, currency)
    return ShownLine(line.kind, title, detail, line.amount)


def name_of(month: Month) -> str:
    """As “March 2026”."""
    return date_format(month.first, "YEAR_MONTH_FORMAT")


def _base(line: AnyLine, currency: str) -> tuple[str, str]:
    """The plan and its days; its price times the share of the month that these are."""
    data = line.data
    price = format_money(Decimal(data["base"]), currency)
    days = " – ".join(_day(day) for day in dict.fromkeys((data["first"], data["last"])))
    return f"{data['name']}, {days}", f"{price} × {data['days']}/{data['of']}"


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "MONTH_DAY_FORMAT")


def _overage(line: AnyLine, currency: str) -> tuple[str, str]:
    used, included = line.data["used"], line.data["included"]
    detail = _("%(used)s used, %(included)s included, %(overage)s charged") % {
        "used": number_format(used, force_grouping=True),
        "included": number_format(included, force_grouping=True),
        "overage": number_format(used - included, force_grouping=True),
    }
    return _("Usage: %(meter)s") % {"meter": _meter(line)}, detail


def _meter(line: AnyLine) -> str:
    """The product's own meters have a name in each language."""
    names = PRODUCT_METERS.get(line.data["meter"])
    return str(names[0]) if names else line.data["name"]


def _late(line: AnyLine, currency: str) -> tuple[str, str]:
    detail = _("%(after)s instead of %(before)s") % {
        end: format_money(Decimal(line.data[end]), currency) for end in ("before", "after")
    }
    return _("Usage of %(month)s that arrived late") % {"month": name_of(line.month)}, detail


def _carried(line: AnyLine, currency: str) -> tuple[str, str]:
    return _("Carried over from earlier months"), _("It was too little to be collected.")


def _credit(line: AnyLine, currency: str) -> tuple[str, str]:
    return _("Credit"), ""


TEXTS: Mapping[str, Callable[[AnyLine, str], tuple[str, str]]] = {
    LineKind.BASE: _base,
    LineKind.OVERAGE: _overage,
    LineKind.LATE: _late,
    LineKind.CARRIED: _carried,
    LineKind.CREDIT: _credit,
}
