from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django_q.tasks import async_task

Row = TypeVar("Row")
Result = TypeVar("Result")


def enqueue(task: Callable[..., Any], *args: Any) -> None:
    """Have a worker call `task(*args)`; inside a transaction the job exists only if it commits.

    The queue is only a kick: a job may run twice or be lost, and a sweep makes up for the latter.
    """
    async_task(f"{task.__module__}.{task.__qualname__}", *args)


def sweep(rows: Iterable[Row], act: Callable[[Row], Result]) -> list[Result]:
    """Act on every row: what goes wrong with one holds up no other, and is raised as a group at the end."""
    results, errors = [], []
    for row in rows:
        try:
            results.append(act(row))
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} rows of a sweep went wrong", errors)
    return results
