"""/health/ for load balancers: can this process serve, and are jobs being run?"""

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

from config.checks import MISSING_STATIC_FILES, static_files_are_missing
from jobs.models import Job, Schedule

SILENT = "The database does not answer."


@dataclass
class Database(checks.Database):
    """The library's check, with an error that contains no host."""

    def run(self) -> None:
        try:
            super().run()
        except ServiceUnavailable as error:
            raise ServiceUnavailable(SILENT) from error


@dataclass
class Migrations(HealthCheck):
    """The schema matches this code."""

    def run(self) -> None:
        try:
            refuse_unapplied_migrations()
        except Error as error:
            raise ServiceUnavailable(SILENT) from error
        finally:
            connection.close()  # checks run in threads of their own


@dataclass
class Jobs(HealthCheck):
    """A worker is running and fast enough: no due job waits long, and every-minute schedules succeed.

    A new schedule gets the same time after its installation, so that a site may start before its worker.
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
    """Style sheets, scripts and images were collected: pages fail without them."""

    def run(self) -> None:
        if static_files_are_missing():
            raise ServiceUnavailable(MISSING_STATIC_FILES)


class Health(HealthCheckView):
    """200 if all checks pass, else 503, as JSON without any host, user or secret."""

    checks = (Database, Migrations, Jobs, StaticFiles)

    async def get(self, request: HttpRequest) -> JsonResponse:
        results = await asyncio.gather(*(check.get_result() for check in self.get_checks()))
        states = {
            type(r.check).__name__.lower(): str(r.error) if r.error else "ok" for r in results
        }
        ill = any(result.error for result in results)
        return JsonResponse(states, status=503 if ill else 200)


@cache
def refuse_unapplied_migrations() -> None:
    """Raise ServiceUnavailable while any are unapplied; once none is, this process does not check again."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ServiceUnavailable("Migrations are missing: run manage.py migrate.")
