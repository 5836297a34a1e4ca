"""The backplane on Redis pub/sub, for sites that have a Redis already."""

from collections.abc import Iterable

import redis
import redis.asyncio

from live.backplane import CHANNEL, News, OnGap, OnMessage, again_and_again

SEPARATOR = "\n"


class RedisBackplane:
    def __init__(self, url: str) -> None:
        self._url = url
        self._sender = redis.Redis.from_url(url, socket_timeout=3)

    def send(self, news: Iterable[News]) -> None:
        with self._sender.pipeline(transaction=False) as pipeline:
            for item in news:
                pipeline.publish(CHANNEL, SEPARATOR.join(item))
            pipeline.execute()

    async def listen(self, on_message: OnMessage, on_gap: OnGap) -> None:
        async def once() -> None:
            await self._listen_once(on_message)

        await again_and_again(once, on_gap=on_gap, lost=redis.RedisError)

    async def _listen_once(self, on_message: OnMessage) -> None:
        async with redis.asyncio.Redis.from_url(self._url) as client, client.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            async for message in channel.listen():
                if message["type"] == "message":
                    topic, _separator, text = message["data"].decode().partition(SEPARATOR)
                    on_message(topic, text)
