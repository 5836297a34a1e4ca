"""Jobs: they fetch, call one service, and may run twice."""

from django.db import transaction

from core.sweeps import sweep
from jobs.queue import BULK_PRIORITY, enqueue
from notifications import broadcasts, consent, old_words, outbox, services


def send_mails_of(event_key: str) -> None:
    outbox.send_mails_of(event_key)


def send_due_mails() -> int:
    return outbox.send_due_mails()


def send_many_mails(event_key: str) -> None:
    """Send mails of a broadcast for a while, then enqueue itself: one job at a time, behind all others."""
    if outbox.send_mails_of(event_key):
        enqueue(send_many_mails, event_key, priority=BULK_PRIORITY)


@transaction.atomic
def notify_batch(broadcast_id: int) -> bool:
    """Notify a batch; enqueues, in its transaction, the next one or at last the sending of all mails.

    Advertising may have to wait for the end of a night; mails of another time zone are left to the sweep.
    """
    batch = broadcasts.notify_batch(broadcast_id)
    if not batch.is_last:
        enqueue(notify_batch, broadcast_id, priority=BULK_PRIORITY)
    elif batch.event_key:
        due = outbox.next_try(batch.event_key)
        enqueue(send_many_mails, batch.event_key, priority=BULK_PRIORITY, due=due)
    return not batch.is_last


def continue_broadcasts() -> int:
    """Go on with those whose job was lost."""
    failed = "broadcasts that could not be continued"
    return sweep(broadcasts.stalled_broadcasts(), notify_batch, failed=failed)


def confirm_consents() -> int:
    """Remind users of their consent to advertising, which the law asks every two years."""
    due = consent.consents_to_confirm()
    return sweep(due, consent.remind_of_consent, failed="consents that could not be confirmed")


@transaction.atomic
def store_old_words(after: int = 0) -> None:
    """Store the words of a batch of notices from before they were stored, and enqueue the next one."""
    last = old_words.store_words(after)
    if last is not None:
        enqueue(store_old_words, last, priority=BULK_PRIORITY)


def purge_old() -> int:
    return services.purge_old()
