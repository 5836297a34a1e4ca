"""What keeps a process from waiting for ever: for its own work, or for the reader of its log."""

import faulthandler
import os
import select
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

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
    faulthandler.dump_traceback_later(seconds, exit=True, file=STDERR)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)


class LogWithoutWaiting:
    """Standard error for handlers of the log. What it has no room for is dropped: jobs go on without it."""

    def __init__(self, file: int = STDERR) -> None:
        self._file = _not_blocking(file)
        self._patience = LOG_PATIENCE
        self._is_cut = False  # the last line has no end

    def write(self, text: str) -> None:
        line = rest = ("\n" * self._is_cut + text).encode(errors="backslashreplace")
        while rest and self._has_room():
            with suppress(BlockingIOError):  # another process was faster
                rest = rest[os.write(self._file, rest) :]
        if len(rest) < len(line):
            self._is_cut = bool(rest)

    def _has_room(self) -> bool:
        has_room = bool(select.select([], [self._file], [], self._patience)[1])
        self._patience = LOG_PATIENCE if has_room else 0
        return has_room


def _not_blocking(file: int) -> int:
    """A pipe is opened again, for its mode is shared by all that have it. It may take but a part of a line.

    Others stay as they are, as does another user's pipe: a file takes any line, a socket all but huge ones.
    """
    if stat.S_ISFIFO(os.fstat(file).st_mode):
        with suppress(OSError):
            return os.open(f"/proc/self/fd/{file}", os.O_WRONLY | os.O_NONBLOCK)
    return file
