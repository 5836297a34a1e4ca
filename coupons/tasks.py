"""Jobs: they fetch, call one service, and may run twice."""

from django.utils import timezone

from core.sweeps import sweep
from coupons import announcements, reminders
from jobs.queue import BULK_PRIORITY, enqueue


def announce_due() -> int:
    """Check campaigns whose job was lost."""
    failed = "campaigns whose followers could not be told"
    return sweep(announcements.due_news(), announcements.check_news, failed=failed)


def remind_of_endings() -> None:
    enqueue(remind_batch, priority=BULK_PRIORITY)


def remind_batch() -> None:
    """Remind some readers of their coupons, then enqueue the next batch, behind all other jobs."""
    readers = reminders.readers_to_remind(timezone.now())
    if sweep(readers, reminders.remind_reader, failed="readers who could not be reminded"):
        enqueue(remind_batch, priority=BULK_PRIORITY)
