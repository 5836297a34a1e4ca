"""How messages travel from the site's processes to the live process: one small interface."""

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
}  # seconds, seconds, tries: a connection silent for longer is lost

OnMessage = Callable[[LiveMessage], None]
OnListening = Callable[[bool], None]
log = structlog.get_logger(__name__)


class Lost(Exception):
    """The server of the backplane does not answer, or closed the connection."""


class Backplane(Protocol):
    def send(self, messages: Iterable[LiveMessage]) -> None:
        """Send immediately, in this order; raises Lost. Not thread-safe."""

    async def listen(self, on_message: OnMessage, on_listening: OnListening) -> None:
        """Call `on_message` for each message until cancelled; reconnects after the server was lost.

        `on_listening(True)` means that messages arrive from now on, and that earlier ones may be missing;
        `on_listening(False)` that they no longer arrive.
        """


async def listen_forever(
    listen_once: Callable[[], Awaitable[None]], on_listening: OnListening
) -> None:
    """Await `listen_once()` for ever; each time it raises Lost, report it and wait RETRY seconds."""
    while True:
        try:
            await listen_once()
        except Lost as error:
            on_listening(False)
            log.warning("live backplane lost", error=str(error).strip())
            await asyncio.sleep(RETRY)


def dispatch(text: str, on_message: OnMessage) -> None:
    """Parse one text of the channel and pass it on; log and drop what is not ours."""
    message = LiveMessage.parse(text)
    if message is None:
        log.warning("live backplane carried something else", text=text[:100])
    else:
        on_message(message)
