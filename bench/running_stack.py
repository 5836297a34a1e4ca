"""A running site with its PostgreSQL and its worker: the CPU time of each, and the statements it asks."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any, TypeVar

import psycopg2

from bench import stack
from bench.measure import cpu_seconds

IDLE = 0.08  # of one core, for a stack without load: the workers look for due jobs each second
LONGEST_SETTLING = 60  # seconds
LOGGED = "{database} LOG:  statement: "
NOT_INHERITED = {"DATABASE_URL", "LIVE_DATABASE_DSN", "PYTHONDONTWRITEBYTECODE", "GIT_INDEX_FILE"}
T = TypeVar("T")


@dataclass
class RunningStack:
    """The code of one folder; `data` is what bench.compare_data says about its database."""

    name: str
    folder: Path
    data: dict[str, Any]
    port: int
    processes: dict[str, int]  # the first process of each part
    until_end: ExitStack

    def start_worker(self) -> None:
        command = [sys.executable, "manage.py", "worker"]
        worker = self.until_end.enter_context(running_in(self.folder, command, "worker"))
        self.processes["worker"] = worker.pid

    def cpu_of(self, load: Callable[[], T]) -> tuple[T, dict[str, float]]:
        """What `load` returns, and the CPU seconds that it and its jobs took: of each part, and of all."""
        before = self._cpu()
        result = load()
        self.settle()
        used = {part: seconds - before[part] for part, seconds in self._cpu().items()}
        return result, {**used, "all": sum(used.values())}

    def settle(self, seconds: float = 1) -> None:
        """Wait until the jobs of the last load are done: until all parts are idle for so long."""
        deadline, before = time.monotonic() + LONGEST_SETTLING, sum(self._cpu().values())
        while time.monotonic() < deadline:
            time.sleep(seconds)
            now = sum(self._cpu().values())
            if now - before < IDLE * seconds:
                return
            before = now
        print(f"{self.name}: not idle within {LONGEST_SETTLING} s; its CPU time says little.")

    def tidy(self) -> None:
        """Do PostgreSQL's maintenance now; otherwise it would happen during some of the measurements."""
        self._execute("ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
        self._execute("VACUUM ANALYZE", "CHECKPOINT")

    @contextmanager
    def counted_statements(self) -> Iterator[list[int]]:
        """The list has the number of statements that its database received, once the block has ended.

        Without PREPARE, which each of its sessions sends once.
        """
        counted: list[int] = []
        log = Path(self.data["postgres_log"])
        line = LOGGED.format(database=self.data["database"]).encode()
        self._configure("SET log_statement = 'all'", "SET log_line_prefix = '%d '")
        try:
            begin = log.stat().st_size
            yield counted
            with log.open("rb") as lines:
                lines.seek(begin)
                logged = lines.read()
            counted.append(logged.count(line) - logged.count(line + b"PREPARE "))
        finally:
            self._configure("RESET log_statement", "RESET log_line_prefix")

    def _configure(self, *settings: str) -> None:
        self._execute(*(f"ALTER SYSTEM {each}" for each in settings), "SELECT pg_reload_conf()")
        time.sleep(0.5)  # until all sessions have read them

    def _execute(self, *statements: str) -> None:
        where = {"host": self.data["sockets"], "port": "5432", "dbname": self.data["database"]}
        with closing(psycopg2.connect(**where, user="postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

    def _cpu(self) -> dict[str, float]:
        return {part: cpu_seconds(pid) for part, pid in self.processes.items()}


def running_in(
    folder: Path, command: list[str], name: str, port: int = 0
) -> AbstractContextManager[Popen]:
    """The process of this command on the code of the folder."""
    environment = {**bench_environment(), "BIND": f"127.0.0.1:{port}"}
    # A session of its own, so that Ctrl-C ends it no earlier than the load.
    options = {"cwd": folder, "env": environment, "start_new_session": True}
    return stack.running(command, log_of(folder, name), **options)


def bench_environment() -> dict[str, str]:
    """The environment of processes that run the code of another folder."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "bench.settings"}


def log_of(folder: Path, name: str) -> Path:
    return folder / ".local/bench" / f"{name}.log"
