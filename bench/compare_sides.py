"""The two sides of a comparison: for each a worktree with a PostgreSQL, a site and a worker of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import psycopg2

from bench import stack
from bench.measure import cpu_seconds

PROJECT = Path(__file__).resolve().parents[1]
DATA = PROJECT / "bench/compare_data.py"
IDLE = 0.08  # of one core, for a stack without load: the workers look for due jobs each second
LONGEST_SETTLING = 60  # seconds
LOGGED = b"LOG:  statement: "
NOT_PASSED_ON = {"DATABASE_URL", "LIVE_DATABASE_DSN", "PYTHONDONTWRITEBYTECODE", "GIT_INDEX_FILE"}
T = TypeVar("T")


@dataclass
class Side:
    """One revision; `data` is what bench/compare_data.py has printed for it."""

    name: str
    folder: Path
    data: dict[str, Any]
    port: int
    processes: dict[str, int]  # the first process of each part
    until_end: ExitStack

    def start_worker(self) -> None:
        command = [sys.executable, "manage.py", "worker"]
        worker = self.until_end.enter_context(_running(command, self.folder, "worker"))
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
        """The list has the number of statements that PostgreSQL received, once the block has ended."""
        counted: list[int] = []
        log = Path(self.data["postgres_log"])
        self._log_statements("all")
        begin = log.stat().st_size
        yield counted
        with log.open("rb") as lines:
            lines.seek(begin)
            counted.append(lines.read().count(LOGGED))
        self._log_statements("none")

    def _log_statements(self, which: str) -> None:
        self._execute(f"ALTER SYSTEM SET log_statement = '{which}'", "SELECT pg_reload_conf()")
        time.sleep(0.5)  # until all sessions have been told

    def _execute(self, *statements: str) -> None:
        where = {"host": self.data["sockets"], "port": "5432", "dbname": self.data["database"]}
        with closing(psycopg2.connect(**where, user="postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

    def _cpu(self) -> dict[str, float]:
        return {part: cpu_seconds(pid) for part, pid in self.processes.items()}


@contextmanager
def both_sides(rev: str, *, rushes: int, pieces: int) -> Iterator[list[Side]]:
    """The older revision and this checkout with its uncommitted changes, both running but for the worker.

    Each is a worktree in a temporary folder, so that they differ in nothing but their code.
    """
    old = _git("rev-parse", "--verify", f"{rev}^{{commit}}")
    local = PROJECT / ".local"
    local.mkdir(exist_ok=True)
    with ExitStack() as until_end:
        folder = Path(until_end.enter_context(tempfile.TemporaryDirectory("", "compare-", local)))
        folder.chmod(0o711)  # PostgreSQL may run as another user
        try:
            sides = []
            for name, commit in (("old", old), ("new", _snapshot(folder))):
                print(f"{name}: {_git('log', '-1', '--format=%h %s', commit)}", flush=True)
                _worktree(folder / name, commit, until_end)
                sides.append(_side(name, folder / name, (rushes, pieces), until_end))
            yield sides
        finally:
            signal.signal(
                signal.SIGINT, signal.SIG_IGN
            )  # another Ctrl-C must not stop the cleaning up


def _side(name: str, folder: Path, numbers: tuple[int, int], until_end: ExitStack) -> Side:
    until_end.callback(_prepare, folder, "destroy", check=False)
    printed = _prepare(folder, "prepare", *map(str, numbers))
    data = json.loads(printed.splitlines()[-1])
    port = stack.free_port()
    site = until_end.enter_context(_running(stack.GUNICORN, folder, "site", port))
    stack.wait_for(port, site, _log(folder, "site"))
    processes = {"site": site.pid, "PostgreSQL": data["postgres"]}
    return Side(name, folder, data, port, processes, until_end)


def _prepare(folder: Path, *arguments: str, check: bool = True) -> str:
    command = [sys.executable, str(DATA), *arguments]
    done = subprocess.run(
        command, cwd=folder, env=_environment(), stdout=subprocess.PIPE, text=True
    )
    if check and done.returncode:
        sys.exit(f"bench: {arguments[0]} failed in {folder.name}")
    return done.stdout


def _running(command: list[str], folder: Path, name: str, port: int = 0) -> Any:
    environment = {**_environment(), "BIND": f"127.0.0.1:{port}"}
    # A session of its own, so that Ctrl-C ends it no earlier than the load.
    options = {"cwd": folder, "env": environment, "start_new_session": True}
    return stack.running(command, _log(folder, name), **options)


def _environment() -> dict[str, str]:
    passed_on = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    return {**passed_on, "DJANGO_SETTINGS_MODULE": "bench.settings"}


def _log(folder: Path, name: str) -> Path:
    return folder / ".local/bench" / f"{name}.log"


def _snapshot(folder: Path) -> str:
    """A commit of this checkout as it is, new files included; no branch has it."""
    git = partial(_git, index=folder / "index")
    git("read-tree", "HEAD")
    git("add", "--all")
    tree = git("write-tree")
    if tree == _git("rev-parse", "HEAD^{tree}"):
        return _git("rev-parse", "HEAD")
    author = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
    return git(*author, "commit-tree", tree, "-p", "HEAD", "-m", "This checkout, not committed yet")


def _worktree(folder: Path, commit: str, until_end: ExitStack) -> None:
    until_end.callback(_git, "worktree", "remove", "--force", "--force", str(folder), check=False)
    _git("worktree", "add", "--detach", str(folder), commit)
    catalogs = folder.glob("locale*/*/LC_MESSAGES/*.po")
    compile_ = [str(Path(sys.executable).with_name("pybabel")), "--quiet", "compile"]
    for each in catalogs:
        files = ["--input-file", str(each), "--output-file", str(each.with_suffix(".mo"))]
        subprocess.run([*compile_, *files], check=True)


def _git(*arguments: str, index: Path | None = None, check: bool = True) -> str:
    environment = {**os.environ, **({"GIT_INDEX_FILE": str(index)} if index else {})}
    done = subprocess.run(
        ["git", *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    if check and done.returncode:
        sys.exit(f"bench: git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()
