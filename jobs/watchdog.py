import faulthandler
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End this process, after a traceback of its threads, if the block takes longer. Cannot be nested.

    The timer is a native thread: it fires even while a driver waits for a socket.
    """
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__)  # type: ignore[arg-type]
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
