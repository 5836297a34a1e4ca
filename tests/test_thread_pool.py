"""Threads of tests keep their database session, and nothing else of a call."""

from concurrent.futures import wait
from threading import Barrier

import pytest
from django.db import connection
from django.utils import translation

from tests.databases import end_other_sessions
from tests.thread_pool import IDLE, MAX_IDLE, run_in_thread

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30  # seconds


def result_of(call):
    return run_in_thread(call).result(PATIENCE)


def session():
    connection.ensure_connection()
    return connection.connection.info.backend_pid


def test_the_next_call_has_the_same_session():
    assert result_of(session) == result_of(session) != session()


def test_a_terminated_session_is_replaced():
    before = result_of(session)

    end_other_sessions()

    assert result_of(session) != before


def test_a_call_may_fail_or_close_its_connection():
    with pytest.raises(ZeroDivisionError):
        result_of(lambda: 1 / 0)
    assert result_of(lambda: connection.close()) is None
    assert result_of(session)


def test_a_call_leaves_no_language_to_the_next():
    result_of(lambda: translation.activate("ko"))

    assert result_of(translation.get_language) == "en"


def test_few_sessions_are_kept():
    start = Barrier(MAX_IDLE + 4)

    wait([run_in_thread(lambda: start.wait(PATIENCE)) for _call in range(start.parties)], PATIENCE)

    assert len(IDLE) == MAX_IDLE
