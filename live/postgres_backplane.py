"""The backplane on PostgreSQL's LISTEN and NOTIFY: no server beyond the one we have.

A commit that notifies takes a lock shared by the whole cluster (src/backend/commands/async.c), so we
notify on a connection of our own, outside of any transaction of the site, many messages at a time.
"""

import asyncio
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

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

OPTIONS = {"connect_timeout": 2, "application_name": "jumun live"}
OPTIONS |= {f"keepalives_{name}": value for name, value in KEEPALIVE.items()}


class PostgresBackplane:
    def __init__(self, dsn: str) -> None:
        """`dsn` is a libpq URL or keyword string; not that of a pooler, which loses LISTEN."""
        self._dsn = dsn
        self._sender: Any = None

    def send(self, messages: Iterable[LiveMessage]) -> None:
        texts = [each.text for each in messages]
        try:
            self._notify(texts)
        except psycopg2.Error:  # the connection may have died since it was last used
            self._sender = None
            try:
                self._notify(texts)
            except psycopg2.Error as error:
                self._sender = None
                raise Lost(str(error)) from error

    async def listen(self, on_message: OnMessage, on_listening: OnListening) -> None:
        async def once() -> None:
            try:
                await self._listen_once(on_message, on_listening)
            except psycopg2.Error as error:
                raise Lost(str(error)) from error

        await listen_forever(once, on_listening)

    def _notify(self, texts: list[str]) -> None:
        if self._sender is None:
            self._sender = self._connect()
        with self._sender.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, text) FROM unnest(%s) text", [CHANNEL, texts])

    def _connect(self) -> Any:
        connection = psycopg2.connect(self._dsn, **OPTIONS)
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        return connection

    async def _listen_once(self, on_message: OnMessage, on_listening: OnListening) -> None:
        loop = asyncio.get_running_loop()
        with closing(await asyncio.to_thread(self._connect)) as connection:
            connection.cursor().execute(f"LISTEN {CHANNEL}")
            lost: asyncio.Future[None] = loop.create_future()
            socket = connection.fileno()  # not available once the connection is lost
            loop.add_reader(socket, _read, connection, on_message, lost)
            try:
                on_listening(True)
                await lost
            finally:
                loop.remove_reader(socket)


def _read(connection: Any, on_message: OnMessage, lost: "asyncio.Future[None]") -> None:
    """Dispatch what has arrived; called by the loop when the socket is readable."""
    try:
        connection.poll()
    except psycopg2.Error as error:
        if not lost.done():
            lost.set_exception(error)
        return
    arrived = connection.notifies[:]
    connection.notifies.clear()
    for each in arrived:
        dispatch(each.payload, on_message)
