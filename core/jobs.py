from collections.abc import Callable
from typing import Any

from django_q.tasks import async_task


def enqueue(task: Callable[..., Any], *args: Any) -> None:
    """Have a worker call `task(*args)`; inside a transaction the job exists only if it commits.

    The queue is only a kick: a job may run twice or be lost, and a sweep makes up for the latter.
    """
    async_task(f"{task.__module__}.{task.__qualname__}", *args)
