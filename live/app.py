"""The stream process: server-sent events over plain ASGI, no ORM, one hub.

GET /live/?token=… is the stream, /live/health/ and /live/metrics/ are for operators.
"""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs

from live.backplane import backplane_of
from live.hub import Hub, Listener
from live.tokens import TokenRefused, read_token

HEARTBEAT = 15.0  # seconds of silence after which a comment proves the line is alive
GAP = b"event: gap\ndata:\n\n"
HELLO = b"retry: 1000\nevent: hello\ndata:\n\n"

Send = Any
Receive = Any


class LiveApp:
    """An ASGI application; `origin` is the site whose pages may listen."""

    def __init__(self, backplane: Any, secret: str, origin: str) -> None:
        self.hub = Hub()
        self._backplane = backplane
        self._secret = secret
        self._cors = [(b"access-control-allow-origin", origin.encode())] if origin else []
        self._listening: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._route(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._listening = asyncio.create_task(self._listen())
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._listening:
                    self._listening.cancel()
                self.hub.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _listen(self) -> None:
        await self._backplane.listen(self._tell, lambda: self.hub.tell_all(GAP))

    def _tell(self, topic: str, text: str) -> None:
        data = json.dumps({"topic": topic, "text": text} if text else {"topic": topic})
        self.hub.tell(topic, f"event: news\ndata: {data}\n\n".encode())

    async def _route(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        match scope["path"].rstrip("/"):
            case "/live":
                await self._open(scope, receive, send)
            case "/live/health":
                await self._answer(send, 200, b"ok\n")
            case "/live/metrics":
                await self._answer(send, 200, self._metrics())
            case _:
                await self._answer(send, 404, b"not found\n")

    async def _open(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        try:
            topics = read_token(token, self._secret)
        except TokenRefused:
            await self._answer(send, 403, b"token refused\n")
            return
        await self._stream(topics, receive, send)

    async def _stream(self, topics: list[str], receive: Receive, send: Send) -> None:
        listener = self.hub.add(topics)
        leaving = asyncio.ensure_future(_until_gone(receive, listener))
        try:
            await send(self._head(200, b"text/event-stream"))
            await _body(send, HELLO)
            while listener.open:
                await _body(send, await listener.next_chunk(HEARTBEAT) or b":\n\n")
            await _body(send, b"", more=False)
        finally:
            leaving.cancel()
            self.hub.remove(listener)

    async def _answer(self, send: Send, status: int, text: bytes) -> None:
        await send(self._head(status, b"text/plain; charset=utf-8"))
        await _body(send, text, more=False)

    def _head(self, status: int, kind: bytes) -> dict[str, Any]:
        headers = [
            (b"content-type", kind),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            *self._cors,
        ]
        return {"type": "http.response.start", "status": status, "headers": headers}

    def _metrics(self) -> bytes:
        lines = [
            "# TYPE jumun_live_connections gauge",
            f"jumun_live_connections {len(self.hub)}",
            "# TYPE jumun_live_messages_total counter",
            f"jumun_live_messages_total {self.hub.sent}",
            "# TYPE jumun_live_dropped_total counter",
            f"jumun_live_dropped_total {self.hub.dropped}",
        ]
        return ("\n".join(lines) + "\n").encode()


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.close()


async def _body(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


def create() -> LiveApp:
    """For `uvicorn --factory live.app:create`; reads the environment as settings does."""
    from config import settings

    return LiveApp(
        backplane_of(settings.LIVE_DATABASE_DSN, settings.REDIS_URL), settings.SECRET_KEY, settings.SITE_URL
    )


