"""The stream process: server-sent events over plain ASGI, no ORM, one hub.

GET /live/?token=… is the stream, /live/health/ and /live/metrics/ are for operators only.
"""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from live.backplane import Backplane
from live.backplanes import backplane_of
from live.hub import Hub, Listener
from live.messages import LiveMessage, invalidation_of
from live.metrics import metrics
from live.pacing import Pacer, RecentTopics, StatePacer
from live.tokens import Token, TokenRefused, read_token

HEARTBEAT = 15.0  # seconds of silence after which a beat shows that the connection is alive
MAX_STREAM_TIME = 3600.0  # seconds; then the page connects again, with a renewed token

HELLO = b"event: hello\ndata:\n\n"
BEAT = b"event: beat\ndata:\n\n"
GAP = b"event: gap\ndata:\n\n"  # messages may have been missed: refresh
STALE = b"event: stale\ndata:\n\n"  # a token of ours, but expired: renew it

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


class LiveApp:
    """An ASGI application; allows cross-origin streams to pages of `origin` only."""

    def __init__(self, backplane: Backplane, origin: str) -> None:
        self.hub = Hub()
        self.is_listening = False
        self.gaps = self.refused = self.received = 0
        self._backplane = backplane
        self._origin = origin.encode()
        self._recent = RecentTopics()
        self._pacer = Pacer(lambda topic: self._publish(invalidation_of(topic)))
        self._state_pacer = StatePacer(self._publish)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._route(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # startup
        listening = asyncio.create_task(
            self._backplane.listen(self._on_message, self._on_listening)
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()  # shutdown
        self.hub.close()
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await send({"type": "lifespan.shutdown.complete"})

    # --- from the backplane ---

    def _on_message(self, message: LiveMessage) -> None:
        self.received += 1
        if message.is_invalidation:
            self._pacer.invalidate(message.topic)
        elif message.states is not None:
            self._state_pacer.add(message)
        else:
            self._publish(message)

    def _publish(self, message: LiveMessage) -> None:
        self._recent.note(message)
        self.hub.publish(message.topic, _event_of(message))

    def _on_listening(self, is_listening: bool) -> None:
        self.is_listening = is_listening
        if is_listening:
            self.gaps += 1
            self._recent.clear()
            self.hub.publish_to_all(GAP)

    # --- to the pages ---

    async def _route(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await self._answer(send, 405, b"GET only\n")
            return
        match scope["path"]:
            case "/live/":
                await self._admit(scope, receive, send)
            case "/live/health/":
                ok = self.is_listening
                await self._answer(send, 200 if ok else 503, b"ok\n" if ok else b"no backplane\n")
            case "/live/metrics/":
                await self._answer(send, 200, metrics(self).encode())
            case _:
                await self._answer(send, 404, b"not here\n")

    async def _admit(self, scope: Message, receive: Receive, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        try:
            token = read_token(query.get("token", [""])[0])
        except TokenRefused:
            self.refused += 1
            await self._answer(send, 403, b"refused\n")
            return
        if token.is_stale:
            await self._answer(send, 200, STALE, b"text/event-stream")
        else:
            await self._stream(token, receive, send)

    async def _stream(self, token: Token, receive: Receive, send: Send) -> None:
        listener = self.hub.add(token.topics)
        leaving = asyncio.create_task(_close_when_gone(receive, listener))
        ends_at = asyncio.get_running_loop().time() + MAX_STREAM_TIME * random.uniform(0.8, 1)  # noqa: S311
        try:
            await send(self._head(200, b"text/event-stream"))
            await _body(send, HELLO + b"".join(self._missed_by(token)))
            while listener.is_open and asyncio.get_running_loop().time() < ends_at:
                chunk = await listener.next_chunk(HEARTBEAT)
                await _body(send, chunk or BEAT)
            await _body(send, b"", more=False)
        finally:
            leaving.cancel()
            self.hub.remove(listener)

    def _missed_by(self, token: Token) -> Iterable[bytes]:
        missed = self._recent.missed_by(token.topics, token.at)
        return [GAP] if missed is None else [_event_of(message) for message in missed]

    async def _answer(
        self, send: Send, status: int, text: bytes, kind: bytes = b"text/plain; charset=utf-8"
    ) -> None:
        await send(self._head(status, kind))
        await _body(send, text, more=False)

    def _head(self, status: int, kind: bytes) -> Message:
        headers = [
            (b"content-type", kind),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            (b"access-control-allow-origin", self._origin),
        ]
        return {"type": "http.response.start", "status": status, "headers": headers}


def _event_of(message: LiveMessage) -> bytes:
    return f"event: news\ndata: {message.text}\n\n".encode()


async def _close_when_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.close()


async def _body(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


def create() -> LiveApp:
    """The application by the settings; `python -m live` runs it with the server options it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings

    backplane = backplane_of(settings.LIVE_DATABASE_DSN, settings.REDIS_URL)
    return LiveApp(backplane, settings.SITE_ORIGIN)
