"""Calls that start at the same moment, each on its own connection to the database."""

import multiprocessing
import threading
from functools import partial

from django.db import connection, connections

PATIENCE = 30  # seconds until a call counts as stuck


def together(*calls):
    """Run the calls in threads that start as one; returns their results or exceptions, in order."""
    start = threading.Barrier(len(calls), timeout=PATIENCE)
    results = [TimeoutError("the call never came back")] * len(calls)
    threads = [
        threading.Thread(
            target=_run, args=(call, start, partial(results.__setitem__, place)), daemon=True
        )
        for place, call in enumerate(calls)
    ]
    _start_and_join(threads)
    return results


def together_in_processes(*calls):
    """The same in processes; results must be picklable, and exceptions come back as their names."""
    connections.close_all()  # a connection must not be shared by a fork
    context = multiprocessing.get_context("fork")
    start, queue = context.Barrier(len(calls), timeout=PATIENCE), context.SimpleQueue()
    processes = [
        context.Process(target=_run, args=(call, start, partial(_put, queue, place)), daemon=True)
        for place, call in enumerate(calls)
    ]
    _start_and_join(processes)
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


def _start_and_join(runners):
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join(PATIENCE)
        assert not runner.is_alive(), "a call is stuck"


def _run(call, start, report):
    try:
        start.wait()
        report(call())
    except BaseException as error:
        report(error)
    finally:
        connections.close_all()


def _put(queue, place, result):
    queue.put((place, type(result).__name__ if isinstance(result, BaseException) else result))
