"""A worker is alive as long as its database session holds an advisory lock."""

import os
import secrets
import select
import socket
from dataclasses import dataclass
from typing import Any

import psycopg2
import structlog

from jobs.pooler import is_pooled
from jobs.queue import CHANNEL
from jobs.statements import CLAIM, LEASE, NAMESPACE

# Either end notices within 25 seconds that the other's machine is gone (libpq and server settings).
# Jobs are read in the order of their index: with statistics from before a burst the planner would sort all
# of them for each claim.
SERVER_OPTIONS = {
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
    "enable_sort": "off",
}
OPTIONS = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    "options": " ".join(f"-c {name}={value}" for name, value in SERVER_OPTIONS.items()),
}

MAX_WAKE_BYTES = 1000  # read at once: one for each signal

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """A try of a job that this worker has to make."""

    id: int
    task: str
    args: list[Any]
    tries: int
    worker: int


class Lease:
    """The session. When it is lost, its jobs are given to other workers; must not go through a pooler.

    Raises psycopg2.Error if the database is unavailable.
    """

    def __init__(self, dsn: str, timeout: float) -> None:
        """Its holder ends itself when a job takes longer than `timeout` seconds."""
        self.worker = secrets.randbelow(2**31)
        self._connection = psycopg2.connect(dsn, application_name=f"{LEASE}{timeout}", **OPTIONS)
        self._connection.autocommit = True
        self.execute("SELECT pg_advisory_lock(%s, %s)", (NAMESPACE, self.worker))
        self.execute(f"LISTEN {CHANNEL}")
        self._warn_of_pooler()

    def execute(self, statement: str, values: Any = None) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def claim(self) -> Claim | None:
        """The next due job, claimed for this worker, with its try counted."""
        for id, task, args, tries in self.execute(CLAIM, {"worker": self.worker}):
            return Claim(id, task, args, tries, self.worker)
        return None

    def wait(self, seconds: float, wake: socket.socket) -> None:
        """Return when a job was enqueued, when `wake` is readable, or after `seconds`."""
        if not self._connection.notifies:
            readable, _, _ = select.select([self._connection, wake], [], [], seconds)
            if wake in readable:
                wake.recv(MAX_WAKE_BYTES)
            self._connection.poll()
        self._connection.notifies.clear()

    def close(self) -> None:
        self._connection.close()

    def close_copy(self) -> None:
        """In a forked process: the session goes on, but not after the end of the process that began it."""
        if not self._connection.closed:
            os.close(self._connection.fileno())

    def _warn_of_pooler(self) -> None:
        with self._connection.cursor() as cursor:
            if is_pooled(cursor):
                log.error("a pooler lies between worker and PostgreSQL: set LIVE_DATABASE_DSN")
