"""Runs an action on each row that is due."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

# Seconds after which a sweep starts no further row: it must end well within JOB_TIMEOUT, and within the
# limits of /health/, even if each row waits half a minute for a provider that does not answer.
MAX_SWEEP_TIME = 30.0

Row = TypeVar("Row")


def sweep(
    rows: Iterable[Row],
    act: Callable[[Row], object],
    *,
    failed: str,
    seconds: float | None = None,
) -> int:
    """Act on each row, within `seconds` or MAX_SWEEP_TIME; returns the number for which `act` returned true.

    The next sweep continues with the rest. An error with one row does not stop the others; errors are
    raised at the end as a group named `failed`.
    """
    done, errors = 0, []
    stop_at = time.monotonic() + (MAX_SWEEP_TIME if seconds is None else seconds)
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
