"""Calls that start at the same moment, each on its own connection to the database."""

import multiprocessing
import threading
from concurrent.futures import wait
from functools import partial

from django.db import connection, connections

from tests.thread_pool import run_in_thread

PATIENCE, STUCK = 30, "a call is stuck"  # after so many seconds


def together(*calls):
    """Run the calls in threads that start as one; returns their results or exceptions, in order."""
    start = threading.Barrier(len(calls), timeout=PATIENCE)
    futures = [run_in_thread(partial(_run_connected, call, start)) for call in calls]
    return [_outcome(future) for future in futures]


def together_in_processes(*calls):
    """The same in processes; results must be picklable, and exceptions come back as their names."""
    connections.close_all()  # a connection must not be shared by a fork
    context = multiprocessing.get_context("fork")
    start, queue = context.Barrier(len(calls), timeout=PATIENCE), context.SimpleQueue()
    processes = [
        context.Process(target=_run_and_put, args=(call, start, queue, place), daemon=True)
        for place, call in enumerate(calls)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
        assert not process.is_alive(), STUCK
    answers = dict(queue.get() for _process in processes)
    return [answers[place] for place in range(len(calls))]


def losers(results):
    """The exceptions among results; the caller checks their types."""
    return [result for result in results if isinstance(result, BaseException)]


def waits_for_a_lock():
    """Whether any session of this database waits for a row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_clear_snapshot(), pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() != (0,)


def _outcome(future):
    assert wait([future], PATIENCE).done, STUCK
    return future.exception() or future.result()


def _run_connected(call, start):
    connection.ensure_connection()  # or else the calls would first meet here
    return _run(call, start)


def _run(call, start):
    start.wait()
    return call()


def _run_and_put(call, start, queue, place):
    try:
        result = _run(call, start)
    except BaseException as error:
        result = type(error).__name__
    finally:
        connections.close_all()
    queue.put((place, result))
