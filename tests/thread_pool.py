"""Threads with an open connection to the database, for one call after another.

A new session reads the catalogue, plans every query and compiles every trigger, which takes PostgreSQL longer
than most calls of a test.
"""

import os
import threading
from collections import ChainMap
from concurrent.futures import Future
from contextvars import Context
from functools import partial
from queue import SimpleQueue

from django.db import connection

MAX_IDLE = 8
IDLE = []
os.register_at_fork(after_in_child=IDLE.clear)  # a fork has only the thread that called it


class PooledThread(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)  # a call that is stuck does not keep the process from ending
        self.calls = SimpleQueue()

    def run(self):
        # The end of a request or job closes no connection; all else is as a test may have set it.
        connection.settings_dict = ChainMap({"CONN_MAX_AGE": None}, connection.settings_dict)
        is_kept = True
        while is_kept:
            call, future = self.calls.get()
            try:
                close_unusable_connection()
                report = partial(future.set_result, Context().run(call))
            except BaseException as error:
                report = partial(future.set_exception, error)
            is_kept = self._rest()
            report()

    def _rest(self):
        """Wait for another call, unless enough threads do."""
        if len(IDLE) < MAX_IDLE:
            IDLE.append(self)
            return True
        connection.close()
        return False


def close_unusable_connection():
    """Its session may have been terminated since the last call."""
    if connection.connection and not connection.is_usable():
        connection.close()


def run_in_thread(call):
    """Start the call in an idle thread, or in a new one; returns its Future."""
    try:
        thread = IDLE.pop()
    except IndexError:
        thread = PooledThread()
        thread.start()
    future = Future()
    thread.calls.put((call, future))
    return future
