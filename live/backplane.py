"""How news travels from the processes that make it to the live process: one small interface."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

import structlog

from live.messages import LiveMessage

CHANNEL = "jumun_live"
RETRY = 0.5  # seconds between tries to reach a lost server
KEEPALIVE = {
    "idle": 10,
    "interval": 5,
    "count": 3,
}  # seconds, seconds, tries: a silent line is dead

OnMessage = Callable[[LiveMessage], None]
OnListening = Callable[[bool], None]
log = structlog.get_logger(__name__)


class Lost(Exception):
    """The server of the backplane does not answer, or is gone."""


class Backplane(Protocol):
    def send(self, news: Iterable[LiveMessage]) -> None:
        """Send now, in this order; raises Lost. One thread at a time may call this."""

    async def listen(self, on_news: OnMessage, on_listening: OnListening) -> None:
        """Call back for each news until cancelled; comes back by itself when the server was lost.

        `on_listening(True)` says that news arrive from now on, and that earlier ones may be missing;
        `on_listening(False)` that they arrive no more.
        """


async def again_and_again(
    listen_once: Callable[[], Awaitable[None]], on_listening: OnListening
) -> None:
    """Await `listen_once()` for ever; each time it is Lost, say so and wait a little."""
    while True:
        try:
            await listen_once()
        except Lost as error:
            on_listening(False)
            log.warning("live backplane lost", error=str(error).strip())
            await asyncio.sleep(RETRY)


def hear(text: str, on_news: OnMessage) -> None:
    """Hand on one text of the channel, unless it is not ours."""
    news = LiveMessage.parse(text)
    if news is None:
        log.warning("live backplane carried something else", text=text[:100])
    else:
        on_news(news)
