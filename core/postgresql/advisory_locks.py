"""Locks of PostgreSQL on names, for what has no row yet."""

from django.db import connection


def lock_name(name: str) -> None:
    """Wait until no other transaction has locked this name; it is released at the end of this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
