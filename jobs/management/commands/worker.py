import gc
from argparse import ArgumentParser
from threading import TIMEOUT_MAX
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from jobs.supervisor import Supervisor
from jobs.worker import Worker

LONGEST_TIMEOUT = TIMEOUT_MAX / 2  # jobs.watchdog adds to it


class Command(BaseCommand):
    help = "Run jobs, and what the schedules make due, until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=settings.JOB_WORKERS)
        parser.add_argument(
            "--timeout", type=float, default=settings.JOB_TIMEOUT, help="seconds a job may take"
        )

    def handle(self, *, processes: int, timeout: float, **options: Any) -> None:
        if processes < 1 or not 0 < timeout <= LONGEST_TIMEOUT:
            raise CommandError("At least one process, and some time for its jobs, are needed.")

        def make_worker() -> Worker:
            return Worker(settings.LIVE_DATABASE_DSN, timeout)

        gc.collect()
        gc.freeze()  # objects shared with the workers are not traversed, and so not copied
        Supervisor(processes, make_worker).run()
