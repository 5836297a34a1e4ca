"""The database of the tests, and others in its place."""

from contextlib import contextmanager

from django.db import connection

NOWHERE = {"HOST": "127.0.0.1", "PORT": "1"}  # nobody listens there


@contextmanager
def database_at(**address):
    """Have Django find its database there; entries are those of DATABASES. Not within a transaction."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(address)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def end_other_sessions():
    """Cut off whatever else our user has connected to this database; autovacuum is not ours to end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid != pg_backend_pid()"
        )
