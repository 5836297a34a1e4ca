"""Another database than the test's own, for as long as a block lasts."""

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
