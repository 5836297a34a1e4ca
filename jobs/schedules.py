"""Schedules as defined in code; the rows in the database take effect."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import now

from jobs.models import Schedule
from jobs.queue import name_of


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """One row of the table in config/schedules.py; `minutes` is the interval."""

    name: str
    task: Callable[[], Any]
    minutes: int


def install(table: Iterable[ScheduledJob], using: str = "default") -> None:
    """Update the schedules from the table; idempotent, and safe in any number of processes.

    Their next run, and whether they are switched off, stays as an operator set it; schedules that are
    not in the table are left unchanged.
    """
    Schedule.objects.using(using).bulk_create(
        [
            Schedule(name=row.name, task=name_of(row.task), minutes=row.minutes, next_run=now())
            for row in table
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["task", "minutes"],
    )


def remove(table: Iterable[ScheduledJob], using: str = "default") -> None:
    """Delete those schedules; jobs that wait already still run."""
    names = [row.name for row in table]
    Schedule.objects.using(using).filter(name__in=names).delete()
