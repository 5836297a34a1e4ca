"""Topics and their subscribers. One event loop owns a hub; nothing here blocks or depends on HTTP."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable

DEPTH = 64  # messages queued for one reader; a slower one is dropped and catches up on reconnecting


class Listener:
    """One open page: the messages waiting for it, in order, at most DEPTH."""

    __slots__ = ("_waiter", "is_open", "messages", "topics")

    def __init__(self, topics: Iterable[str]) -> None:
        self.topics = tuple(topics)
        self.messages: deque[bytes] = deque()
        self.is_open = True
        self._waiter: asyncio.Future[None] | None = None

    def offer(self, message: bytes) -> bool:
        """Queue a message; False if too many wait already."""
        if len(self.messages) >= DEPTH:
            return False
        self.messages.append(message)
        self._wake()
        return True

    def close(self) -> None:
        """End the stream once the queued messages are sent."""
        self.is_open = False
        self._wake()

    async def next_chunk(self, timeout: float) -> bytes:
        """All queued messages, joined; empty after `timeout` seconds without one, or a close."""
        if self.is_open and not self.messages:
            await self._sleep(timeout)
        chunk = b"".join(self.messages)
        self.messages.clear()
        return chunk

    async def _sleep(self, timeout: float) -> None:
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = loop.call_later(timeout, self._wake)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Hub:
    """Topics and their listeners, with the counts that /metrics shows."""

    def __init__(self) -> None:
        self._by_topic: dict[str, set[Listener]] = defaultdict(set)
        self._listeners: set[Listener] = set()
        self.sent = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._listeners)

    def add(self, topics: Iterable[str]) -> Listener:
        listener = Listener(topics)
        self._listeners.add(listener)
        for topic in listener.topics:
            self._by_topic[topic].add(listener)
        return listener

    def remove(self, listener: Listener) -> None:
        """Remove a listener; does nothing if it is removed already."""
        self._listeners.discard(listener)
        for topic in listener.topics:
            if topic in self._by_topic:
                self._by_topic[topic].discard(listener)
                if not self._by_topic[topic]:
                    del self._by_topic[topic]

    def publish(self, topic: str, message: bytes) -> None:
        """Queue a message for each listener of the topic."""
        self._offer(self._by_topic.get(topic, ()), message)

    def publish_to_all(self, message: bytes) -> None:
        """Queue a message for every listener."""
        self._offer(self._listeners, message)

    def close(self) -> None:
        """End every stream, so that its page reconnects to another process."""
        for listener in self._listeners:
            listener.close()

    def _offer(self, listeners: Iterable[Listener], message: bytes) -> None:
        slow = []
        for listener in listeners:
            if listener.offer(message):
                self.sent += 1
            else:
                slow.append(listener)
        for listener in slow:
            self._drop(listener)

    def _drop(self, listener: Listener) -> None:
        """Discard the queue of a reader that is too slow; its page catches up on reconnecting."""
        self.dropped += 1
        self.remove(listener)
        listener.messages.clear()
        listener.close()
