"""Closes the month of a town of tenants in two processes, of which one is killed again and again."""

import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field

import psutil
from django.conf import settings
from django.utils import timezone

from bench.billing_tenants import MONTH, SEOUL, Town
from billing.due_work import LEASE
from billing.models import ClosedMonth
from billing.months import finalized_at

POLLED_AFTER = 0.5  # seconds, in which the processes go on
FLAT = 1.1  # times the memory of before
MIB = 2**20


@dataclass
class Closing:
    """What was measured. `peaks` are MiB of the process that is not killed, in each half of the work."""

    seconds: float = 0
    kills: int = 0
    done: int = 0
    peaks: list[float] = field(default_factory=lambda: [0.0, 0.0])

    @property
    def rate(self) -> float:
        """Subscriptions a second."""
        return self.done / self.seconds

    @property
    def is_flat(self) -> bool:
        """Whether the memory is fixed, however many months a process has closed."""
        first, last = self.peaks
        return last <= first * FLAT


class Worker:
    """One process of bench.billing_worker, whose time is ahead of the wall's by `lead` seconds."""

    def __init__(self, lead: float) -> None:
        command = [sys.executable, "-m", "bench.billing_worker", str(lead)]
        environment = {**os.environ, "LOG_LEVEL": "ERROR"}
        with (settings.BENCH_DIR / "billing.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def memory(self) -> float:
        """MiB that are resident."""
        try:
            return psutil.Process(self._process.pid).memory_info().rss / MIB
        except psutil.NoSuchProcess:
            return 0.0

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def close(town: Town, kills: int, dice: random.Random) -> Closing:
    """Until nothing is left but what killed processes had begun, and then that, after its lease."""
    closing, begin = Closing(), 0.0
    lead = (finalized_at(MONTH, SEOUL) - timezone.now()).total_seconds()
    moments = sorted(dice.uniform(0, town.tenants) for _ in range(kills))
    steady, killed = Worker(lead), Worker(lead)
    while not (steady.has_ended and killed.has_ended):
        closing.done = _closed(town)
        begin = begin or (time.monotonic() if closing.done else 0.0)
        half = int(closing.done > town.tenants / 2)
        closing.peaks[half] = max(closing.peaks[half], steady.memory)
        if moments and closing.done >= moments[0]:
            del moments[0]
            killed.kill()
            closing.kills += 1
            killed = Worker(lead)
        time.sleep(POLLED_AFTER)
    closing.seconds = time.monotonic() - begin
    _finish(lead + LEASE.total_seconds())
    return closing


def _finish(lead: float) -> None:
    worker = Worker(lead)
    while not worker.has_ended:
        time.sleep(POLLED_AFTER)


def _closed(town: Town) -> int:
    rows = ClosedMonth.objects.filter(tenant__gte=town.first, tenant__lt=town.first + town.tenants)
    return rows.count()
