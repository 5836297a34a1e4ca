"""/health/ for load balancers: is this process able to serve, and does anybody do the jobs?"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from health_check import checks
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

from config import static_files
from jobs.models import Job, Schedule

SILENT = "The database does not answer."


@dataclass
class Database(checks.Database):
    """The same, in words that name no host."""

    def run(self) -> None:
        try:
            super().run()
        except ServiceUnavailable as error:
            raise ServiceUnavailable(SILENT) from error


@dataclass
class Migrations(HealthCheck):
    """The schema is the one this code was written for."""

    def run(self) -> None:
        try:
            refuse_unapplied_migrations()
        except Error as error:
            raise ServiceUnavailable(SILENT) from error
        finally:
            connection.close()  # checks run in threads of their own


@dataclass
class Jobs(HealthCheck):
    """A worker is running and keeps up: no due job waits long, and what runs each minute succeeds.

    A schedule has the same time after it was installed, so that a new site may start before its worker.
    """

    longest_wait: timedelta = field(default=timedelta(minutes=5), repr=False)
    longest_failure: timedelta = field(default=timedelta(minutes=3), repr=False)

    def run(self) -> None:
        now = timezone.now()
        try:
            waiting = Job.objects.waiting_since(now - self.longest_wait).count()
            stalled = Schedule.objects.every_minute().without_success_since(
                now - self.longest_failure
            )
            names = sorted(stalled.values_list("name", flat=True))
        except Error as error:
            raise ServiceUnavailable(SILENT) from error
        finally:
            connection.close()
        if waiting:
            raise ServiceUnavailable(f"{waiting} jobs wait longer than {self.longest_wait}.")
        if names:
            raise ServiceUnavailable(
                f"Without success for {self.longest_failure}: {', '.join(names)}."
            )


@dataclass
class StaticFiles(HealthCheck):
    """Style sheets, scripts and pictures were collected: without them no page is drawn."""

    def run(self) -> None:
        if static_files.are_missing():
            raise ServiceUnavailable(static_files.MISSING)


class Health(HealthCheckView):
    """200 where all is well, else 503, as JSON that names no host, no user and no secret."""

    checks = (Database, Migrations, Jobs, StaticFiles)

    async def get(self, request: HttpRequest) -> JsonResponse:
        results = await asyncio.gather(*(check.get_result() for check in self.get_checks()))
        said = {type(r.check).__name__.lower(): str(r.error) if r.error else "ok" for r in results}
        ill = any(result.error for result in results)
        return JsonResponse(said, status=503 if ill else 200)


@cache
def refuse_unapplied_migrations() -> None:
    """Raise ServiceUnavailable while some are missing; once none is, this process need not look again."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ServiceUnavailable("Migrations are missing: run manage.py migrate.")
