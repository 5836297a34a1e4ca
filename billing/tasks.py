"""Jobs: they call one service, and may run twice."""

from django.utils import timezone

from billing import due_work
from billing.clocks.services import carry_on
from billing.models import BillingClock
from billing.usage import notices
from core.sweeps import MAX_SWEEP_TIME, sweep
from jobs.models import Job
from jobs.queue import enqueue, name_of


def do_due_work() -> None:
    """Begin with what is due, unless that goes on from before."""
    if not Job.objects.filter(task=name_of(continue_due_work), finished=None).exists():
        continue_due_work()


def continue_due_work() -> None:
    """Do a part, and leave the rest to another job, behind what is waiting already.

    Much is due at once at the beginning of a month.
    """
    if due_work.do_due_work(timezone.now()):
        enqueue(continue_due_work)


def check_usage() -> int:
    return notices.check_usage(timezone.now())


def advance_clock(clock_id: int) -> None:
    """Carry the move of a test clock on; enqueues the next one if it takes long."""
    clock = BillingClock.objects.get(pk=clock_id)
    for _done in carry_on(clock, timezone.now(), MAX_SWEEP_TIME):
        pass
    if clock.advancing_to:
        enqueue(advance_clock, clock_id)


def advance_clocks() -> int:
    """Carry moves of test clocks on whose job was lost."""
    moving = BillingClock.objects.filter(advancing_to__isnull=False)
    failed = "test clocks that could not be moved on"
    return sweep(moving.values_list("pk", flat=True), advance_clock, failed=failed)
