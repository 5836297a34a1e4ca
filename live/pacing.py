"""Recently sent topics: to merge messages in quick succession, and to replay missed ones."""

import asyncio
import time
from collections.abc import Callable, Iterable

from live.messages import LiveMessage, in_parts, invalidation_of, merged_states

INVALIDATION_INTERVAL = 0.05  # seconds in which a topic is invalidated at most once
STATES_INTERVAL = 0.1  # seconds in which states of a topic are sent at most once
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


class StatePacer:
    """Passes states immediately, and merges those of the topic within the interval after them.

    Processes of the site send side by side: without it, a thousand pages would get each hold by itself.
    """

    def __init__(self, deliver: Callable[[LiveMessage], None]) -> None:
        self._deliver = deliver
        self._waiting: dict[str, LiveMessage | None] = {}

    def add(self, message: LiveMessage) -> None:
        topic = message.topic
        if topic in self._waiting:
            self._waiting[topic] = merged_states(self._waiting[topic], message)
        else:
            self._pass(message)

    def _pass(self, message: LiveMessage) -> None:
        self._waiting[message.topic] = None
        asyncio.get_running_loop().call_later(STATES_INTERVAL, self._end, message.topic)
        for part in in_parts(message):
            self._deliver(part)

    def _end(self, topic: str) -> None:
        message = self._waiting.pop(topic)
        if message is not None:
            self._pass(message)


class RecentTopics:
    """The topics sent lately, for pages rendered before a message whose stream opens after it.

    Such a page fetches the topic again, or its states since then; of a count it gets the highest instead.
    """

    def __init__(self) -> None:
        self._sent: dict[tuple[str, bool], float] = {}  # the oldest first; whether it is a count
        self._counts: dict[str, LiveMessage] = {}
        self._since = time.time()

    def note(self, message: LiveMessage) -> None:
        now, is_count = time.time(), message.count is not None
        key = message.topic, is_count
        self._sent.pop(key, None)
        self._sent[key] = now
        if is_count and message.replaces(self._counts.get(message.topic)):
            self._counts[message.topic] = message
        while self._sent[oldest := next(iter(self._sent))] < now - SPAN:
            del self._sent[oldest]
            if oldest[1]:
                del self._counts[oldest[0]]

    def clear(self) -> None:
        """Messages may have been missed until now."""
        self._sent.clear()
        self._counts.clear()
        self._since = time.time()

    def missed_by(self, topics: Iterable[str], rendered_at: float) -> list[LiveMessage] | None:
        """What a page missed since it was rendered; None if that is too long ago to know."""
        start = rendered_at - MARGIN
        if start < max(self._since, time.time() - SPAN):
            return None
        return [
            self._counts[topic] if is_count else invalidation_of(topic)
            for topic in topics
            for is_count in (False, True)
            if self._sent.get((topic, is_count), 0.0) >= start
        ]
