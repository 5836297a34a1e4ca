"""An organiser's numbers of one event: a fixed number of queries for any number of tickets.

Sales are tickets that let in, at the price of a piece before discounts; times are in the zone of the event.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, TruncDate, TruncHour
from django.utils.translation import gettext as _

from ticketing.models import Event, EventViews, Hold, HoldKind, Outcome, Scan, Ticket
from ticketing.statuses import ADMITS, VOID, TicketStatus, VoidReason

# What comes of a ticket that is replaced is counted with the one in its place.
REPLACED = (VoidReason.MOVED, VoidReason.HANDED_OVER)
LENGTHS = [1, 2, 3, 5, 10]  # minutes: the bounds of the table of holds

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


def funnel(event: Event) -> list[Row]:
    """How often the page was seen, how many holds buyers had, and how many orders were paid."""
    seen = EventViews.objects.filter(event=event).aggregate(sum=Sum("views"))["sum"] or 0
    held = _holds(event).count()
    paid = _sold(event).aggregate(orders=Count("order", distinct=True))["orders"]
    return [Row(_("Seen"), seen), Row(_("Held"), held), Row(_("Paid"), paid)]


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


def check_in_curve(event: Event) -> list[Row]:
    """How many were let in by then, hour by hour."""
    admitted = Scan.objects.filter(date__event=event, outcome=Outcome.ADMITTED)
    rows = _counts(admitted.values(label=TruncHour("at", tzinfo=event.time_zone)))
    total, curve = 0, []
    for row in rows:
        total += row.pieces
        curve.append(Row(row.label, total))
    return curve


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
    return Hold.objects.filter(date__event=event).exclude(kind=HoldKind.DESK)


def _rows(grouped: Any) -> list[Row]:
    counted = grouped.annotate(pieces=Count("pk"), amount=Sum("price")).order_by("label")
    return [Row(row["label"], row["pieces"], row["amount"]) for row in counted]


def _counts(grouped: Any) -> list[Row]:
    counted = grouped.annotate(pieces=Count("pk")).order_by("label")
    return [Row(row["label"], row["pieces"]) for row in counted]
