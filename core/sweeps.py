"""Work through what is due."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")


def sweep(rows: Iterable[Row], act: Callable[[Row], object], *, failed: str) -> int:
    """Act on each row; returns for how many `act` said yes.

    What goes wrong with one holds up no other, and is raised at the end as a group that says `failed`.
    """
    done, errors = 0, []
    for row in rows:
        try:
            done += bool(act(row))
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup(failed, errors)
    return done
