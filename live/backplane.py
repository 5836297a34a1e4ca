"""How news travels from the processes that make it to the live process: one small interface.

A message is a topic and a short text. Delivery is at most once while connected; after a lost
connection `on_gap` is called, so that every page asks anew.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

CHANNEL = "jumun_live"
RETRY = 1.0  # seconds between tries to reach a lost server

OnMessage = Callable[[str, str], None]
OnGap = Callable[[], None]
News = tuple[str, str]


class Backplane(Protocol):
    def send(self, news: Iterable[News]) -> None:
        """Send (topic, text) pairs now; called from any thread of any process."""

    async def listen(self, on_message: OnMessage, on_gap: OnGap) -> None:
        """Call back for each message until cancelled; reconnects by itself."""


def backplane_of(database_url: str, redis_url: str) -> Backplane:
    """Redis where a URL is given, the PostgreSQL everybody has otherwise."""
    if redis_url:
        from live.redis_backplane import RedisBackplane

        return RedisBackplane(redis_url)
    from live.postgres_backplane import PostgresBackplane

    return PostgresBackplane(database_url)


async def again_and_again(once: Callable[[], object], *, on_gap: OnGap, lost: type[Exception]) -> None:
    """Await `once()` for ever; each time the server is lost, wait, and tell of the gap on return."""
    while True:
        try:
            await once()  # type: ignore[misc]
        except lost:
            await asyncio.sleep(RETRY)
            on_gap()
