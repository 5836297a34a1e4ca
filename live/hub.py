"""Who listens to what. One event loop owns a hub; nothing here blocks or knows HTTP."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable

DEPTH = 64  # messages that may wait for one reader; a slower one is dropped and catches up


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
        """Let the stream end once what waits is sent."""
        self.is_open = False
        self._wake()

    async def next_chunk(self, patience: float) -> bytes:
        """Everything that waits, joined; empty after `patience` seconds of silence, or a close."""
        if self.is_open and not self.messages:
            await self._sleep(patience)
        chunk = b"".join(self.messages)
        self.messages.clear()
        return chunk

    async def _sleep(self, patience: float) -> None:
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = loop.call_later(patience, self._wake)
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
        """Forget a listener; nothing happens if it is forgotten already."""
        self._listeners.discard(listener)
        for topic in listener.topics:
            if topic in self._by_topic:
                self._by_topic[topic].discard(listener)
                if not self._by_topic[topic]:
                    del self._by_topic[topic]

    def tell(self, topic: str, message: bytes) -> None:
        """Hand a message to everyone who listens to the topic."""
        self._offer(self._by_topic.get(topic, ()), message)

    def tell_all(self, message: bytes) -> None:
        """Hand a message to everyone: something may have been missed."""
        self._offer(self._listeners, message)

    def close(self) -> None:
        """Let every stream end, so that its page connects again elsewhere."""
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
        """Keep nothing for a reader that is too slow; its page catches up when it comes back."""
        self.dropped += 1
        self.remove(listener)
        listener.messages.clear()
        listener.close()
