"""The scans of an event as a CSV file."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.spreadsheets import csv_lines, inert
from ticketing.models import Event, Scan

COLUMNS: list[tuple[Promise, Callable[[Scan], object]]] = [
    (gettext_lazy("Time"), lambda scan: _time(scan, scan.at)),
    (pgettext_lazy("check-in", "Gate"), lambda scan: inert(scan.where)),
    (gettext_lazy("Ticket"), lambda scan: inert(str(scan.ticket or scan.text))),
    (gettext_lazy("Order"), lambda scan: scan.ticket.order.number if scan.ticket else ""),
    (gettext_lazy("Name"), lambda scan: inert(scan.ticket.holder_name) if scan.ticket else ""),
    (gettext_lazy("Type of ticket"), lambda scan: inert(str(scan.ticket.type)) if scan.ticket else ""),
    (gettext_lazy("Seat"), lambda scan: _seat(scan)),
    (gettext_lazy("Direction"), lambda scan: scan.get_direction_display()),
    (gettext_lazy("Result"), lambda scan: scan.get_outcome_display()),
    (gettext_lazy("Without a network"), lambda scan: _yes(scan.is_offline)),
    (gettext_lazy("Conflict"), lambda scan: _conflict(scan)),
]  # fmt: skip


def scans_as_csv(event: Event) -> Iterator[str]:
    """A header and a row for each scan, oldest first."""
    return csv_lines(_rows(event))


def _rows(event: Event) -> Iterator[list[object]]:
    yield [str(title) for title, _value_of in COLUMNS]
    scans = Scan.objects.filter(date__event=event).order_by("pk")
    related = scans.select_related(
        "date__event", "gate", "user", "decision", "undone_by",
        "ticket__order", "ticket__place__seat", "ticket__type__category",
    )  # fmt: skip
    for scan in related.iterator(chunk_size=1_000):
        yield [value_of(scan) for _title, value_of in COLUMNS]


def _time(scan: Scan, at: datetime) -> str:
    return f"{at.astimezone(scan.date.event.time_zone):%Y-%m-%d %H:%M:%S}"


def _seat(scan: Scan) -> str:
    return inert(str(scan.ticket.place.seat)) if scan.ticket and scan.ticket.place.seat else ""


def _yes(value: bool) -> str:
    return _("Yes") if value else ""


def _conflict(scan: Any) -> str:
    if not scan.is_conflict:
        return ""
    if hasattr(scan, "decision"):
        return _("Counted") if scan.decision.is_counted else _("Refused")
    return _("Undone") if hasattr(scan, "undone_by") else _("To be decided")
