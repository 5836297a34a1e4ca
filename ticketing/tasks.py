"""Jobs of what concerns many tickets: they call one service, and may run twice."""

from django.db import transaction
from django.utils import timezone

from core.sweeps import sweep
from jobs.queue import BULK_PRIORITY, enqueue
from ticketing import holders
from ticketing.dates import refunds


@transaction.atomic
def refund_lines(change_id: int) -> bool:
    """Refund a batch of a cancelled date's lines; enqueues, in its transaction, the next one."""
    is_left = refunds.refund_batch(change_id, timezone.now())
    if is_left:
        enqueue(refund_lines, change_id, priority=BULK_PRIORITY)
    return is_left


@transaction.atomic
def tell_guests_of_change(change_id: int) -> bool:
    is_left = holders.tell_guests_of_change(change_id, timezone.now())
    if is_left:
        enqueue(tell_guests_of_change, change_id, priority=BULK_PRIORITY)
    return is_left


@transaction.atomic
def tell_guests_of_news(news_id: int) -> bool:
    is_left = holders.tell_guests_of_news(news_id, timezone.now())
    if is_left:
        enqueue(tell_guests_of_news, news_id, priority=BULK_PRIORITY)
    return is_left


def continue_changes() -> int:
    """Continue refunds and mails whose job was lost."""
    now = timezone.now()
    refunds.reopen(now)
    done = sweep(refunds.stalled_refunds(now), refund_lines, failed="refunds of dates")
    done += sweep(holders.stalled_changes(now), tell_guests_of_change, failed="mails of dates")
    return done + sweep(holders.stalled_news(now), tell_guests_of_news, failed="mails of news")
