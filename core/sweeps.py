"""Work through what is due."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

# Seconds after which a sweep begins with no other row: it must end well within JOB_TIMEOUT, and so within
# what /health/ waits for, even where each row waits half a minute for a provider that does not answer.
MAX_SWEEP_TIME = 30.0

Row = TypeVar("Row")


def sweep(rows: Iterable[Row], act: Callable[[Row], object], *, failed: str) -> int:
    """Act on each row, as far as MAX_SWEEP_TIME allows; returns for how many `act` said yes.

    The rest waits for the next sweep. What goes wrong with one holds up no other, and is raised at the end
    as a group that says `failed`.
    """
    done, errors = 0, []
    stop_at = time.monotonic() + MAX_SWEEP_TIME
    for row in rows:
        try:
            done += bool(act(row))
        except Exception as error:
            errors.append(error)
        if time.monotonic() >= stop_at:
            break
    if errors:
        raise ExceptionGroup(failed, errors)
    return done
