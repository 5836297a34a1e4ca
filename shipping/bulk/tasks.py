"""Jobs: they call one service, and may run twice."""

from django.db import transaction

from core.sweeps import sweep
from jobs.queue import BULK_PRIORITY, enqueue
from shipping.bulk import batches


@transaction.atomic
def dispatch_batch(report_id: int) -> bool:
    """Dispatch a batch of a file's rows; enqueues, in its transaction, the next one."""
    is_left = batches.dispatch_batch(report_id)
    if is_left:
        enqueue(dispatch_batch, report_id, priority=BULK_PRIORITY)
    return is_left


def continue_dispatches() -> int:
    """Continue those whose job was lost."""
    failed = "dispatches of files that could not be continued"
    return sweep(batches.stalled_reports(), dispatch_batch, failed=failed)
