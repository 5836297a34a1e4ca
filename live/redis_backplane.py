"""The backplane on Redis pub/sub, for sites that run Redis already."""

import socket
from collections.abc import Iterable
from typing import Any

import redis
import redis.asyncio

from live.backplane import (
    CHANNEL,
    KEEPALIVE,
    Lost,
    OnListening,
    OnMessage,
    dispatch,
    listen_forever,
)
from live.messages import LiveMessage

TIMEOUT = 3  # seconds for an answer
OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": TIMEOUT,
    "socket_keepalive": True,
    "socket_keepalive_options": {
        socket.TCP_KEEPIDLE: KEEPALIVE["idle"],
        socket.TCP_KEEPINTVL: KEEPALIVE["interval"],
        socket.TCP_KEEPCNT: KEEPALIVE["count"],
    },
}


class RedisBackplane:
    def __init__(self, url: str) -> None:
        self._url = url
        self._sender = redis.Redis.from_url(url, socket_timeout=TIMEOUT, **OPTIONS)

    def send(self, messages: Iterable[LiveMessage]) -> None:
        with self._sender.pipeline(transaction=False) as pipeline:
            for each in messages:
                pipeline.publish(CHANNEL, each.text)
            try:
                pipeline.execute()
            except redis.RedisError as error:
                raise Lost(str(error)) from error

    async def listen(self, on_message: OnMessage, on_listening: OnListening) -> None:
        async def once() -> None:
            try:
                await self._listen_once(on_message, on_listening)
            except redis.RedisError as error:
                raise Lost(str(error)) from error

        await listen_forever(once, on_listening)

    async def _listen_once(self, on_message: OnMessage, on_listening: OnListening) -> None:
        # A subscription that the client restored silently would hide the gap: only our own retries.
        client = redis.asyncio.Redis.from_url(self._url, retry=None, retry_on_error=[], **OPTIONS)
        async with client, client.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            async for message in channel.listen():
                if message["type"] == "subscribe":
                    on_listening(True)
                elif message["type"] == "message":
                    dispatch(message["data"].decode(errors="replace"), on_message)
