"""Replacing the database connection of the tests, and ending sessions."""

from contextlib import contextmanager

from django.db import connection

NOWHERE = {"HOST": "127.0.0.1", "PORT": "1"}  # connections are refused


@contextmanager
def database_at(**address):
    """Make Django use this database; entries are those of DATABASES. Not within a transaction."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(address)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def end_other_sessions():
    """Terminate the other sessions of our user in this database; autovacuum's may not be terminated."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid != pg_backend_pid()"
        )
