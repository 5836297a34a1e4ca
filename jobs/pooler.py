"""Recognizes a pooler between this process and PostgreSQL."""

from typing import Any


def is_pooled(cursor: Any) -> bool:
    """A pooler answers the login itself, with a process id other than the server's."""
    cursor.execute("SELECT pg_backend_pid()")
    return bool(cursor.fetchone() != (cursor.connection.info.backend_pid,))
