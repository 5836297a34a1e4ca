"""Dispatches a confirmed file in batches, in jobs.

A batch is one transaction, which locks the report, dispatches its next rows and stores their outcomes: a
killed worker leaves whole batches only, and of two workers one does nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from accounts.models import User
from live.publish import invalidate
from orders.models import Order
from shipping.bulk.reading import DispatchRow
from shipping.bulk.services import RowResult, dispatch_rows
from shipping.models import DispatchReport

BATCH = 20  # rows of one transaction, which locks that many orders for about half a second
STALLED = timedelta(minutes=2)  # without a batch: its job was lost


def start_report(
    rows: Sequence[DispatchRow], *, by: User, key: UUID, language: str, now: datetime
) -> tuple[DispatchReport, bool]:
    """Record that the rows are to be dispatched; the same report for the same key, and whether it is new."""
    return DispatchReport.objects.get_or_create(
        user=by,
        key=key,
        defaults={
            "at": now,
            "moved_at": now,
            "language": language,
            "waiting": [list(asdict(row).values()) for row in rows],
        },
    )


@transaction.atomic
def dispatch_batch(report_id: int, now: datetime | None = None) -> bool:
    """Dispatch the next rows; whether some are left. Does nothing if another worker does, or all are done.

    Its user must still work on the board of an order's store: else the order is unknown.
    """
    now = now or timezone.now()
    running = DispatchReport.objects.filter(pk=report_id, waiting__isnull=False)
    report = (
        running.select_for_update(skip_locked=True, of=("self",)).select_related("user").first()
    )
    if report is None:
        return False
    rows = [DispatchRow(*values) for values in report.waiting or ()]
    part = slice(len(report.rows), len(report.rows) + BATCH)
    _lock_orders(rows[part], report.user)
    with translation.override(report.language or None):
        report.rows += stored(dispatch_rows(rows, report.user, now, part))
    is_last = len(report.rows) >= len(rows)
    report.waiting = None if is_last else report.waiting
    report.moved_at = now
    report.save(update_fields=["rows", "waiting", "moved_at"])
    invalidate(report.topic)
    return not is_last


def _lock_orders(rows: Sequence[DispatchRow], user: User) -> None:
    """In one order for all: the rows of two files may name the same orders, each in its own."""
    sold = Order.objects.sold_by(user).filter(number__in=[row.number for row in rows])
    orders = Order.objects.filter(pk__in=sold.values("pk")).order_by("pk")
    list(orders.select_for_update(of=("self",), no_key=True).values_list("pk"))


def stalled_reports(now: datetime | None = None) -> QuerySet[DispatchReport, int]:
    """The primary keys of those that no job continues."""
    now = now or timezone.now()
    running = DispatchReport.objects.filter(waiting__isnull=False, moved_at__lt=now - STALLED)
    return running.order_by("pk").values_list("pk", flat=True)


def stored(results: Sequence[RowResult]) -> list[list[Any]]:
    return [
        [r.row.line, r.row.number, r.row.carrier, r.row.tracking, r.outcome.value, r.reason]
        for r in results
    ]
