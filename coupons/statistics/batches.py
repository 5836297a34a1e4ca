"""Hands out the days that are to be added up, to several threads at once."""

import threading
from collections import deque
from collections.abc import Iterable
from datetime import date

from core.days import DAY, Days

MAX_BATCH = 64  # days
SECONDS = 10.0  # that a batch should take


class Batches:
    """Consecutive days together: a single one first, then as many as the last took time for.

    `shares` is the number of threads.
    """

    def __init__(self, days: Iterable[date], shares: int) -> None:
        self._days = deque(sorted(set(days)))
        self._most = min(MAX_BATCH, -(-len(self._days) // shares))
        self._size = 1
        self._lock = threading.Lock()

    def take(self) -> Days | None:
        with self._lock:
            if not self._days:
                return None
            first = last = self._days.popleft()
            while (
                len(Days(first, last)) < self._size and self._days and self._days[0] == last + DAY
            ):
                last = self._days.popleft()
            return Days(first, last)

    def note(self, days: Days, seconds: float) -> None:
        """How long these took."""
        size = int(len(days) * SECONDS / max(seconds, 0.001))
        with self._lock:
            self._size = max(1, min(size, self._most))

    def __bool__(self) -> bool:
        """Whether there are more."""
        return bool(self._days)
