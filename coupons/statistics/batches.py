"""Hands out the days that are to be added up, to several threads at once."""

import threading
from collections import deque
from collections.abc import Iterable
from datetime import date

from coupons.statistics.days import DAY, Days

MAX_BATCH = 64  # days
FAST = 1.5  # seconds; after a faster batch the next ones have four times as many days


class Batches:
    """Consecutive days together, single ones at first; `shares` is the number of threads."""

    def __init__(self, days: Iterable[date], shares: int) -> None:
        self._days = deque(sorted(set(days)))
        self._shares = shares
        self._size = 1
        self._lock = threading.Lock()

    def take(self) -> Days | None:
        with self._lock:
            if not self._days:
                return None
            share = -(-len(self._days) // self._shares)
            first = last = self._days.popleft()
            for _more in range(min(self._size, share) - 1):
                if self._days[0] != last + DAY:
                    break
                last = self._days.popleft()
            return Days(first, last)

    def note(self, seconds: float) -> None:
        """How long a batch took."""
        with self._lock:
            larger, smaller = min(self._size * 4, MAX_BATCH), max(self._size // 2, 1)
            self._size = larger if seconds < FAST else smaller

    def __bool__(self) -> bool:
        """Whether there are more."""
        return bool(self._days)
