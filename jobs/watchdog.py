"""What keeps a process from waiting for ever: for its own work, or for the reader of its log."""

import faulthandler
import logging
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

TRACEBACK_SHARE = 0.25  # of a time limit, for writing the traceback
LOG_PATIENCE = 0.5  # seconds
STDERR = 2


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End this process, after a traceback of its threads, if the block takes longer. Cannot be nested.

    The timer is a native thread: it fires even while a driver waits for a socket. Where it waits for
    the log, which nobody may read, the system's timer ends the process.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds * (1 + TRACEBACK_SHARE))
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__)  # type: ignore[arg-type]
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)


class WithoutWaiting(logging.Filter):
    """Drops lines as long as nobody reads the log: jobs go on without it."""

    _patience = LOG_PATIENCE

    def filter(self, record: logging.LogRecord) -> bool:
        has_room = bool(select.select([], [STDERR], [], self._patience)[1])
        self._patience = LOG_PATIENCE if has_room else 0
        return has_room
