"""The tables of an organiser's numbers, each with what a chart of it draws and as rows of a CSV file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.spreadsheets import inert
from ticketing.models import Event
from ticketing.statistics import figures
from ticketing.statistics.figures import ARRIVAL_STEP, Arrival, Row

BARS, ROWS, LINES = "bars", "rows", "lines"  # charts that static/js/event_numbers.js draws
MAX_CHART_ROWS = 30
MAX_CHART_STEPS = 400  # days, or steps of arrivals, with those in which nothing happened
MAX_CHART_LINES = 6  # dates, the last ones
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Table:
    """`code` names it in addresses, `label` its first column; `is_counted`: it has no amounts."""

    code: str
    title: str
    label: str
    rows: Sequence[Row]
    chart: dict[str, Any] | None = None
    is_counted: bool = False

    def lines(self, currency: str) -> Iterator[list[object]]:
        """Of a CSV file; the first row names the columns."""
        pieces = pgettext("how many", "Number") if self.is_counted else _("Tickets")
        yield [self.label, pieces, *([] if self.is_counted else [_("Amount"), _("Currency")])]
        for row in self.rows:
            amount = [] if self.is_counted else [row.amount, currency]
            yield [inert(label_of(row)), row.pieces, *amount]


def sales_tables(event: Event) -> list[Table]:
    by_date = figures.sales_by_date(event)
    shown = [
        _by_day(figures.sales_by_day(event)),
        _by_hour(figures.sales_by_hour(event)),
        _by_name("section", _("By section"), pgettext("seat", "Section"), figures.sales_by_section(event)),
        _by_name("type", _("By type of ticket"), _("Type of ticket"), figures.sales_by_type(event)),
    ]  # fmt: skip
    if len(by_date) > 1:
        label = pgettext("tickets", "Date")
        shown.insert(2, _by_name("date", _("By date of the event"), label, by_date))
    return shown


def other_tables(event: Event, lengths: Sequence[Row]) -> list[Table]:
    """What came of holds and tickets; `lengths` as figures.hold_lengths counts them."""
    cancelled = figures.cancellations(event)
    bars = _chart(ROWS, [row.label for row in lengths], lengths)
    arrivals = figures.arrivals(event)
    inside = [Row(each.until, each.inside) for each in arrivals]
    return [
        Table("holds", _("How long places were held"), _("Length"), lengths, bars, is_counted=True),
        _by_name("cancelled", _("Cancelled and refunded"), _("Reason"), cancelled),
        Table("check-in", _("Let in by then"), _("Until"), inside, _curves(arrivals), is_counted=True),
    ]  # fmt: skip


def funnel_table(event: Event) -> Table:
    title = _("From the page to the payment")
    return Table("steps", title, _("Step"), figures.funnel(event), is_counted=True)


def label_of(row: Row) -> str:
    """In a file: times as ISO 8601 writes them, in the zone of the event."""
    if isinstance(row.label, datetime):
        return f"{row.label:%Y-%m-%d %H:%M}"
    return str(row.label)


def _by_day(rows: list[Row]) -> Table:
    """Its chart has the days between without sales, too."""
    counted = {row.label: row.pieces for row in rows}
    days: list[date] = list(counted)
    if days and (days[-1] - days[0]).days < MAX_CHART_STEPS:
        length = (days[-1] - days[0]).days + 1
        days = [days[0] + timedelta(days=number) for number in range(length)]
    shown = [Row(day, counted.get(day, 0)) for day in days]
    chart = _chart(BARS, [day.isoformat() for day in days], shown) if rows else None
    return Table("day", _("By day"), _("Day"), rows, chart and {**chart, "areDays": True})


def _by_hour(rows: list[Row]) -> Table:
    counted = {row.label: row.pieces for row in rows}
    shown = [Row(hour, counted.get(hour, 0)) for hour in range(24)]
    chart = _chart(BARS, [str(row.label) for row in shown], shown) if rows else None
    return Table("hour", _("By hour of the day"), pgettext("clock", "Hour"), rows, chart)


def _by_name(code: str, title: str, label: str, rows: list[Row]) -> Table:
    names = [
        date_format(row.label, "SHORT_DATETIME_FORMAT")
        if isinstance(row.label, datetime)
        else str(row.label)
        for row in rows
    ]
    is_drawn = 1 < len(rows) <= MAX_CHART_ROWS
    return Table(code, title, label, rows, _chart(ROWS, names, rows) if is_drawn else None)


def _chart(kind: str, labels: Sequence[str], rows: Sequence[Row]) -> dict[str, Any] | None:
    if not any(row.pieces for row in rows):
        return None
    series = [{"label": "", "data": [row.pieces for row in rows]}]
    return {"kind": kind, "labels": list(labels), "series": series}


def _curves(arrivals: Sequence[Arrival]) -> dict[str, Any] | None:
    """A line for each date, by how long before or after it begins; of one date by the time of day."""
    found: dict[datetime, dict[int, int]] = {}
    for each in arrivals:
        counted = found.setdefault(each.begins_at, {})
        counted[(each.until - each.begins_at) // ARRIVAL_STEP] = each.inside
    dates = list(found)[-MAX_CHART_LINES:]
    offsets = sorted({offset for begins_at in dates for offset in found[begins_at]})
    if not offsets:
        return None
    first, last = offsets[0] - 1, offsets[-1]
    steps = list(range(first, last + 1)) if last - first < MAX_CHART_STEPS else offsets
    zone = arrivals[0].until.tzinfo
    begins_at = dates[0] if len(dates) == 1 else None
    return {
        "kind": LINES,
        "labels": [_moment(step, begins_at and begins_at.astimezone(zone)) for step in steps],
        "series": [
            {
                "label": date_format(each.astimezone(zone), "SHORT_DATETIME_FORMAT"),
                "data": _carried(found[each], steps),
            }
            for each in dates
        ],
    }


def _moment(step: int, begins_at: datetime | None) -> str:
    if begins_at:
        return f"{begins_at + step * ARRIVAL_STEP:%H:%M}"
    hours, minutes = divmod(abs(step) * ARRIVAL_STEP // MINUTE, 60)
    return f"{'−' if step < 0 else '+'}{hours}:{minutes:02}"


def _carried(counted: dict[int, int], steps: Sequence[int]) -> list[int]:
    """How many are inside at each step."""
    inside, data = 0, []
    for step in steps:
        inside = counted.get(step, inside)
        data.append(inside)
    return data
