"""Jobs: they load, call one service, and may run twice."""

import time

from django.utils import timezone

from core.sweeps import MAX_SWEEP_TIME
from jobs.queue import enqueue
from recommendations import training
from recommendations.readers import Known

LAST_PRIORITY = -2  # behind what concerns orders, and behind mails to many


def train_when_due() -> None:
    """Begin the training of a night, or go on with one that lost its job."""
    due = training.due_training(timezone.now())
    if due:
        enqueue(train, due.pk, priority=LAST_PRIORITY)


def train(training_id: int) -> None:
    """Take steps for a while, then enqueue itself: one job at a time, which never takes long."""
    stop_at = time.monotonic() + MAX_SWEEP_TIME
    known = Known(timezone.now())
    while training.take_step(training_id, known, timezone.now()):
        if time.monotonic() >= stop_at:
            enqueue(train, training_id, priority=LAST_PRIORITY)
            return
