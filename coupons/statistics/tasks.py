"""Jobs of the statistics: they may run twice."""

from django.utils import timezone

from coupons.statistics.aggregate import aggregate
from jobs.queue import BULK_PRIORITY, enqueue

SESSIONS = 2  # of PostgreSQL at once


def add_up_days() -> None:
    """What there was no time for is left to another job, behind what is waiting already."""
    if not aggregate(timezone.now(), SESSIONS):
        enqueue(add_up_days, priority=BULK_PRIORITY)
