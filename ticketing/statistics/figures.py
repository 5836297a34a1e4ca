"""An organiser's numbers of one event: a fixed number of queries for any number of tickets.

Sales are tickets that let in, at the price of a piece before discounts; times are in the zone of the event.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.functions import ExtractHour, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ticketing.models import Event, EventViews, Hold, HoldKind, Ticket
from ticketing.statuses import ADMITS, VOID, TicketStatus, VoidReason

# What comes of a ticket that is replaced is counted with the one in its place.
REPLACED = (VoidReason.MOVED, VoidReason.HANDED_OVER)
LENGTHS = [1, 2, 3, 5, 10]  # minutes: the bounds of the table of holds
ARRIVAL_STEP = timedelta(minutes=10)

COUNT_VIEW = """
INSERT INTO ticketing_eventviews (event_id, day, views) VALUES (%s, %s, 1)
ON CONFLICT (event_id, day) DO UPDATE SET views = ticketing_eventviews.views + 1
"""


@dataclass(frozen=True, slots=True)
class Row:
    """`label` is a day, an hour, a name …"""

    label: Any
    pieces: int
    amount: Decimal = Decimal(0)


# The first time that each ticket was let in; a scan that was undone is none.
ARRIVALS = """
SELECT d.begins_at, date_bin(%s, first.at, d.begins_at) + %s AS until, count(*)
FROM (
  SELECT DISTINCT ON (s.ticket_id) s.ticket_id, s.date_id, s.at FROM ticketing_scan s
  WHERE s.date_id IN (SELECT id FROM ticketing_eventdate WHERE event_id = %s)
    AND s.outcome = 'admitted' AND NOT EXISTS (SELECT FROM ticketing_scan u WHERE u.undoes_id = s.id)
  ORDER BY s.ticket_id, s.at
) first JOIN ticketing_eventdate d ON d.id = first.date_id
GROUP BY d.begins_at, until ORDER BY d.begins_at, until
"""


class Arrival(NamedTuple):
    """So many were let in by `until`, of the date that begins at `begins_at`."""

    begins_at: datetime
    until: datetime
    inside: int


def count_view(event: Event, now: datetime) -> None:
    """Its page was seen: one row an event and day, and nothing about the reader."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_VIEW, [event.pk, now.astimezone(event.time_zone).date()])


def sales_by_day(event: Event) -> list[Row]:
    return _rows(_sold(event).values(label=TruncDate("issued_at", tzinfo=event.time_zone)))


def sales_by_hour(event: Event) -> list[Row]:
    """Of the day."""
    return _rows(_sold(event).values(label=ExtractHour("issued_at", tzinfo=event.time_zone)))


def sales_by_section(event: Event) -> list[Row]:
    """Of the plan; of an area without numbers its category."""
    rows = _sold(event).values("place__seat__section", "place__category__name")
    found: dict[str, Row] = {}
    for row in rows.annotate(pieces=Count("pk"), amount=Sum("price")).order_by():
        label = row["place__seat__section"] or row["place__category__name"]
        former = found.get(label, Row(label, 0))
        found[label] = Row(label, former.pieces + row["pieces"], former.amount + row["amount"])
    return sorted(found.values(), key=lambda row: row.label)


def sales_by_type(event: Event) -> list[Row]:
    rows = _sold(event).values("type__category__name", "type__name", "type")
    counted = rows.annotate(pieces=Count("pk"), amount=Sum("price")).order_by("type")
    return [
        Row(f"{row['type__category__name']} · {row['type__name']}", row["pieces"], row["amount"])
        for row in counted
    ]


def cancellations(event: Event) -> list[Row]:
    """By why they are void; tickets that were issued only."""
    void = event.tickets.filter(status=VOID, issued_at__isnull=False)
    rows = _rows(void.exclude(void_reason__in=REPLACED).values(label=F("void_reason")))
    return [Row(VoidReason(row.label).label, row.pieces, row.amount) for row in rows]


def sales_by_date(event: Event) -> list[Row]:
    """By when the date begins."""
    rows = _rows(_sold(event).values("date", label=F("date__begins_at")))
    return [Row(row.label.astimezone(event.time_zone), row.pieces, row.amount) for row in rows]


def funnel(event: Event) -> list[Row]:
    """How often the page was seen, how many holds buyers had, and how many of those were paid.

    Those who got the money or the places back had paid.
    """
    seen = EventViews.objects.filter(event=event).aggregate(sum=Sum("views"))["sum"] or 0
    issued = Ticket.objects.filter(order=OuterRef("order"), issued_at__isnull=False)
    found = _holds(event).aggregate(held=Count("pk"), paid=Count("pk", filter=Exists(issued)))
    return [
        Row(pgettext("statistics", "Seen"), seen),
        Row(_("Held"), found["held"]),
        Row(_("Paid"), found["paid"]),
    ]


def hold_lengths(event: Event) -> tuple[list[Row], timedelta | None]:
    """How long buyers held places until they paid or left, and the mean; the rest lapsed."""
    length = ExpressionWrapper(F("ended_at") - F("created_at"), output_field=DurationField())
    ended = {"ended_at__isnull": False}
    bounds = zip([0, *LENGTHS], [*LENGTHS, None], strict=True)
    counts: dict[str, Any] = {}
    for low, high in bounds:
        inside = Q(**ended, length__gte=timedelta(minutes=low))
        if high:
            inside &= Q(length__lt=timedelta(minutes=high))
        counts[f"{low}–{high}" if high else f"{low}+"] = Count("pk", filter=inside)
    named = {f"n{index}": count for index, count in enumerate(counts.values())}
    found = (
        _holds(event)
        .annotate(length=length)
        .aggregate(
            **named,
            lapsed=Count("pk", filter=Q(ended_at=None)),
            mean=Avg("length", filter=Q(**ended)),
        )
    )
    rows = [
        Row(_("%(minutes)s minutes") % {"minutes": label}, found[f"n{index}"])
        for index, label in enumerate(counts)
    ]
    return [*rows, Row(_("Lapsed, or still open"), found["lapsed"])], found["mean"]


def arrivals(event: Event) -> list[Arrival]:
    """How many were let in by then, date by date, in steps of ARRIVAL_STEP from when each begins."""
    values: list[Any] = [ARRIVAL_STEP, ARRIVAL_STEP, event.pk]
    with connection.cursor() as cursor:
        cursor.execute(ARRIVALS, values)
        counted = cursor.fetchall()
    found: list[Arrival] = []
    for begins_at, until, pieces in counted:
        is_same = bool(found) and found[-1].begins_at == begins_at
        former = found[-1].inside if is_same else 0
        found.append(Arrival(begins_at, until.astimezone(event.time_zone), former + pieces))
    return found


def statuses(event: Event) -> dict[str, int]:
    """How many tickets have each status."""
    rows = event.tickets.order_by().values_list("status").annotate(Count("pk"))
    return {str(TicketStatus(status).label): pieces for status, pieces in rows}


def total(rows: Iterable[Row]) -> Row:
    counted: Counter[str] = Counter()
    amount = Decimal(0)
    for row in rows:
        counted["pieces"] += row.pieces
        amount += row.amount
    return Row("", counted["pieces"], amount)


def _sold(event: Event) -> QuerySet[Ticket]:
    return Ticket.objects.filter(event=event, status__in=ADMITS)


def _holds(event: Event) -> QuerySet[Hold]:
    """Those of buyers: neither of the desk, nor only offered to them."""
    return Hold.objects.filter(date__event=event, is_desk=False).exclude(kind=HoldKind.OFFER)


def _rows(grouped: Any) -> list[Row]:
    counted = grouped.annotate(pieces=Count("pk"), amount=Sum("price")).order_by("label")
    return [Row(row["label"], row["pieces"], row["amount"]) for row in counted]
