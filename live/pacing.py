"""Two small memories of the live process: what was said just now, and what was said lately."""

import asyncio
import time
from collections.abc import Callable, Iterable

PAUSE = 0.05  # seconds in which a topic is hinted at most once
SPAN = 60.0  # seconds for which told topics are remembered
MARGIN = 3.0  # seconds: pages take time to render, and clocks differ


class Pacer:
    """Lets a hint through at once, and those that follow within PAUSE as one more at its end."""

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
        asyncio.get_running_loop().call_later(PAUSE, self._end, topic)
        self._deliver(topic)

    def _end(self, topic: str) -> None:
        if self._again.pop(topic):
            self._pass(topic)


class Memory:
    """Which topics had news lately, for pages rendered before them whose stream opens after them."""

    def __init__(self) -> None:
        self._told: dict[str, float] = {}  # the oldest first
        self._since = time.time()

    def note(self, topic: str) -> None:
        now = time.time()
        self._told.pop(topic, None)
        self._told[topic] = now
        while self._told[oldest := next(iter(self._told))] < now - SPAN:
            del self._told[oldest]

    def forget(self) -> None:
        """News may have been missed until now."""
        self._told.clear()
        self._since = time.time()

    def missed_by(self, topics: Iterable[str], rendered_at: float) -> list[str] | None:
        """Those of the topics told since a page was rendered; None if that was too long ago to say."""
        start = rendered_at - MARGIN
        if start < max(self._since, time.time() - SPAN):
            return None
        return [topic for topic in topics if self._told.get(topic, 0.0) >= start]
