"""Enqueues jobs, in the caller's transaction."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.timezone import now

from jobs.models import IN_STATE, JobQuerySet, State

CHANNEL = "jobs"  # of LISTEN and NOTIFY
BULK_PRIORITY = -1  # of jobs about many rows: below what concerns one order

INSERT = f"""
WITH job AS (
    INSERT INTO jobs_job (task, args, priority, due)
    VALUES (%s, %s, %s, coalesce(%s, now())) RETURNING due
)
SELECT pg_notify('{CHANNEL}', '') FROM job WHERE due <= now()
"""


def enqueue(
    task: Callable[..., Any], *args: Any, priority: int = 0, due: datetime | None = None
) -> None:
    """Have a worker call `task(*args)`; inside a transaction the job exists only if it commits.

    `args` must be JSON-serialisable. Jobs of a higher priority go first; without `due` it is due
    immediately. A job may run twice, if a worker dies between its end and the record of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [name_of(task), json.dumps(args), priority, due])


def run_again(jobs: JobQuerySet) -> int:
    """Make failed or waiting jobs due immediately, with all their tries; returns how many."""
    restart = {"tries": 0, "due": now()}
    count = jobs.filter(IN_STATE[State.WAITING]).update(**restart)
    # Without its schedule, which may have its next unfinished job by now.
    failed = jobs.filter(IN_STATE[State.FAILED])
    count += failed.update(**restart, finished=None, failed=False, schedule=None)
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
    return count


def name_of(task: Callable[..., Any]) -> str:
    """The dotted path by which a worker imports it."""
    return f"{task.__module__}.{task.__qualname__}"
