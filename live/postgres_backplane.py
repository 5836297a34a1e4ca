"""The backplane on PostgreSQL's LISTEN and NOTIFY: no server beyond the one we have.

NOTIFY takes a lock shared by all commits of the cluster, so it is sent on a connection of its own,
outside of any transaction, many topics at once (PostgreSQL manual, NOTIFY; payload below 8000 bytes).
"""

import asyncio
import threading
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from live.backplane import CHANNEL, News, OnGap, OnMessage, again_and_again

SEPARATOR = "\n"


class PostgresBackplane:
    def __init__(self, dsn: str) -> None:
        """`dsn` is a libpq URL or keyword string."""
        self._dsn = dsn
        self._local = threading.local()

    def send(self, news: Iterable[News]) -> None:
        payloads = [SEPARATOR.join(item) for item in news]
        if not payloads:
            return
        try:
            self._notify(payloads)
        except psycopg2.Error:  # the connection may have died since it was last used
            self._local.connection = None
            self._notify(payloads)

    async def listen(self, on_message: OnMessage, on_gap: OnGap) -> None:
        async def once() -> None:
            await self._listen_once(on_message)

        await again_and_again(once, on_gap=on_gap, lost=psycopg2.Error)

    def _notify(self, payloads: list[str]) -> None:
        with self._sender().cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, payload) FROM unnest(%s) payload", [CHANNEL, payloads])

    def _sender(self) -> Any:
        if getattr(self._local, "connection", None) is None:
            self._local.connection = self._connect()
        return self._local.connection

    def _connect(self) -> Any:
        connection = psycopg2.connect(self._dsn, connect_timeout=3)
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        return connection

    async def _listen_once(self, on_message: OnMessage) -> None:
        loop = asyncio.get_running_loop()
        connection = await asyncio.to_thread(self._connect)
        with closing(connection):
            connection.cursor().execute(f"LISTEN {CHANNEL}")
            failed: asyncio.Future[None] = loop.create_future()
            loop.add_reader(connection.fileno(), self._read, connection, on_message, failed)
            try:
                await failed
            finally:
                loop.remove_reader(connection.fileno())

    def _read(self, connection: Any, on_message: OnMessage, failed: asyncio.Future[None]) -> None:
        try:
            connection.poll()
        except psycopg2.Error as error:
            if not failed.done():
                failed.set_exception(error)
            return
        while connection.notifies:
            topic, _separator, text = connection.notifies.pop(0).payload.partition(SEPARATOR)
            on_message(topic, text)
