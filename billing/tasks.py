"""Jobs: they call one service, and may run twice."""

from django.utils import timezone

from billing import clocks, due_work
from billing.models import BillingClock
from billing.usage import notices
from core.sweeps import MAX_SWEEP_TIME, sweep
from jobs.queue import enqueue


def do_due_work() -> None:
    due_work.do_due_work(timezone.now())


def check_usage() -> int:
    return notices.check_usage(timezone.now())


def advance_clock(clock_id: int) -> None:
    """Carry the move of a test clock on; enqueues the next one if it takes long."""
    clock = BillingClock.objects.get(pk=clock_id)
    for _done in clocks.carry_on(clock, timezone.now(), MAX_SWEEP_TIME):
        pass
    if clock.advancing_to:
        enqueue(advance_clock, clock_id)


def advance_clocks() -> int:
    """Carry moves of test clocks on whose job was lost."""
    moving = BillingClock.objects.filter(advancing_to__isnull=False)
    failed = "test clocks that could not be moved on"
    return sweep(moving.values_list("pk", flat=True), advance_clock, failed=failed)
