"""Recently sent topics: to merge invalidations in quick succession, and to replay missed ones."""

import asyncio
import time
from collections.abc import Callable, Iterable

INVALIDATION_INTERVAL = 0.05  # seconds in which a topic is invalidated at most once
SPAN = 60.0  # seconds for which sent topics are stored
MARGIN = 3.0  # seconds: rendering a page takes time, and clocks differ


class Pacer:
    """Passes an invalidation immediately, and merges those within the interval after it into one"""

    def __init__(self, deliver: Callable[[str], None]) -> None:
        self._deliver = deliver
        self._again: dict[str, bool] = {}

    def invalidate(self, topic: str) -> None:
        if topic in self._again:
            self._again[topic] = True
        else:
            self._pass(topic)

    def _pass(self, topic: str) -> None:
        self._again[topic] = False
        asyncio.get_running_loop().call_later(INVALIDATION_INTERVAL, self._end, topic)
        self._deliver(topic)

    def _end(self, topic: str) -> None:
        if self._again.pop(topic):
            self._pass(topic)


class RecentTopics:
    """The topics sent lately, for pages rendered before a message whose stream opens after it."""

    def __init__(self) -> None:
        self._sent: dict[str, float] = {}  # the oldest first
        self._since = time.time()

    def note(self, topic: str) -> None:
        now = time.time()
        self._sent.pop(topic, None)
        self._sent[topic] = now
        while self._sent[oldest := next(iter(self._sent))] < now - SPAN:
            del self._sent[oldest]

    def clear(self) -> None:
        """Messages may have been missed until now."""
        self._sent.clear()
        self._since = time.time()

    def missed_by(self, topics: Iterable[str], rendered_at: float) -> list[str] | None:
        """Those of the topics sent since a page was rendered; None if that is too long ago to know."""
        start = rendered_at - MARGIN
        if start < max(self._since, time.time() - SPAN):
            return None
        return [topic for topic in topics if self._sent.get(topic, 0.0) >= start]
