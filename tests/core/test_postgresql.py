"""A connection is checked before a request uses it: by a query after a pause, else by what has arrived."""

from contextlib import closing

import psycopg2
import pytest
from django.db import close_old_connections, connection

from core.postgresql.base import UNTRUSTED_AFTER
from live.dsn import dsn_of

pytestmark = pytest.mark.django_db(transaction=True)
CHECK = "SELECT 1"


@pytest.fixture
def lasting(transactional_db):
    """The connection of a process that does not close it between requests."""
    connection.close()
    connection.settings_dict["CONN_MAX_AGE"] = 60
    yield connection
    connection.close()
    connection.settings_dict["CONN_MAX_AGE"] = 0


@pytest.fixture
def ask(lasting):
    """`ask(sql, …)`: the answer to another session."""
    with closing(psycopg2.connect(dsn_of(lasting.settings_dict))) as other:
        other.autocommit = True

        def answer(*question):
            with other.cursor() as cursor:
                cursor.execute(*question)
                return cursor.fetchone()[0]

        yield answer


def request():
    """What a request does; returns the number of its session."""
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    close_old_connections()
    return pid


@pytest.fixture
def last_query(ask):
    """The last query of our session, once a request is about to send its first one."""

    def query():
        close_old_connections()
        with connection.cursor():
            pid = connection.connection.info.backend_pid
            return ask("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])

    return query


def test_a_connection_in_use_is_not_checked_by_a_query(last_query):
    request()

    assert last_query() != CHECK


def test_a_connection_is_checked_by_a_query_after_a_pause(lasting, last_query):
    before = request()
    lasting._used_at -= UNTRUSTED_AFTER

    assert last_query() == CHECK
    assert request() == before
    assert last_query() != CHECK


def test_a_session_that_the_server_has_ended_is_replaced(ask):
    before = request()
    ask("SELECT pg_terminate_backend(%s, 5000)", [before])

    assert request() != before


def test_requests_without_a_query_do_not_put_off_the_check(lasting):
    request()
    then = lasting._used_at

    close_old_connections()
    close_old_connections()

    assert lasting._used_at == then
