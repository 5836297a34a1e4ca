"""One process that runs jobs: claims them through its lease, and runs them on Django's connection."""

import os
import re
import signal
import socket
import time
import traceback
from contextlib import ExitStack
from select import select
from typing import Any

import psycopg2
import structlog
from django.db import close_old_connections, connections, reset_queries
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from psycopg2.extensions import (
    TRANSACTION_STATUS_ACTIVE,
    TRANSACTION_STATUS_INERROR,
    TRANSACTION_STATUS_INTRANS,
)
from structlog.contextvars import bound_contextvars

from jobs.lease import MAX_WAKE_BYTES, Claim, Lease
from jobs.statements import EXPEL, FINISH, FREE, RETRY, TASKS, TICK
from jobs.watchdog import time_limit

BEAT = 1.0  # seconds between checks for due schedules and dead workers
SHORTEST_BACKOFF, LONGEST_BACKOFF = 0.1, 2.0  # seconds between tries to reach the database
IN_TRANSACTION = (
    TRANSACTION_STATUS_ACTIVE,
    TRANSACTION_STATUS_INTRANS,
    TRANSACTION_STATUS_INERROR,
)
STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}
MAX_FILES = 900  # open ones; select() takes no number beyond 1,023
LONGEST_ERROR = 20_000  # characters; the end of a traceback is the most useful part
# A statement that changes its session for longer than its transaction. RESET ALL after each job would need no
# such list, and cost a short job 5 to 10 % of its time.
SESSION_CHANGE = re.compile(
    r"\s*(SET\b(?!\s+(LOCAL|TRANSACTION|CONSTRAINTS)\b)|RESET\b|DISCARD\b"
    r"|SELECT\s+(set_config\b(?!.*,\s*true\s*\))|pg_(try_)?advisory_lock))",
    re.IGNORECASE | re.DOTALL,
)

log = structlog.get_logger(__name__)


class Worker:
    """Runs jobs until SIGTERM or SIGINT, then finishes the current one and exits."""

    def __init__(self, dsn: str, timeout: float) -> None:
        """A job that takes longer than `timeout` seconds ends this process."""
        self._dsn, self._timeout = dsn, timeout
        self._is_stopping = False
        self._next_beat = 0.0
        self._backoff = 0.0  # seconds before the last try to reach the database; 0 where it works
        self._error: type[psycopg2.Error] | None = None  # that it had then
        self._result: tuple[str, dict[str, Any]] | None = None  # to be recorded
        self._pid = 0  # of the process that runs jobs
        self._lease: Lease | None = None
        self._wake, self._waker = socket.socketpair()

    def listen_for_signals(self) -> None:
        """Also after each task, which may have changed what signals do."""
        self._waker.setblocking(False)
        # Wakes select(), which a signal alone does not end.
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for each in STOP_SIGNALS:
            signal.signal(each, self.stop)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # jobs.watchdog
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {*STOP_SIGNALS, signal.SIGALRM})

    def stop(self, *signal_and_frame: Any) -> None:
        self._is_stopping = True

    def run(self) -> None:
        """Run jobs, reconnecting to the database whenever it fails."""
        self._pid = os.getpid()
        os.register_at_fork(after_in_child=self._close_copy)
        while not self._is_stopping:
            try:
                with time_limit(self._timeout):
                    self._lease = lease = Lease(self._dsn, self._timeout)
                _name_sessions(lease.worker)
                self._serve(lease)
            except psycopg2.Error as error:
                self._back_off(error)
        close_old_connections()

    def _back_off(self, error: psycopg2.Error) -> None:
        """Longer each time, until a database works that may be read-only, or have no room, as well."""
        if type(error) is not self._error:
            log.warning("worker waits for the database", error=str(error).strip())
        self._error = type(error)
        self._backoff = min(2 * self._backoff, LONGEST_BACKOFF) or SHORTEST_BACKOFF
        with time_limit(self._backoff + self._timeout):
            if select([self._wake], [], [], self._backoff)[0]:
                self._wake.recv(MAX_WAKE_BYTES)
        self._next_beat = time.monotonic() + BEAT  # jobs first: they may work where a check fails

    def _serve(self, lease: Lease) -> None:
        try:
            while not self._is_stopping:
                with time_limit(self._timeout):
                    had_job = self._turn(lease)
                if not had_job:
                    # A thread that a task left may take the interpreter, and never return it.
                    with time_limit(BEAT + self._timeout):
                        lease.wait(max(0, self._next_beat - time.monotonic()), self._wake)
        finally:
            lease.close()

    def _turn(self, lease: Lease) -> bool:
        """One iteration: due schedules, and the next job; returns whether there was one."""
        self._record(lease)  # a result not recorded because the former lease was lost
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + BEAT
            self._beat(lease)
        job = lease.claim()
        if job:
            self._result = self._try(job)
            self._record(lease)
            if not _has_files_left():
                log.error("worker ends: tasks left too many files open")
                self.stop()
        return job is not None

    def _beat(self, lease: Lease) -> None:
        """Maintenance by any worker for all: run due schedules, and free the jobs of dead workers."""
        lease.execute(TICK)
        lease.execute(EXPEL)
        for id, task, tries in lease.execute(FREE):
            log.warning("job lost its worker", job=id, task=task, tries=tries)
        if self._error:
            log.warning("the database works again")
            self._error, self._backoff = None, 0.0

    def _record(self, lease: Lease) -> None:
        if self._result:
            lease.execute(*self._result)
            self._result = None

    def _try(self, job: Claim) -> tuple[str, dict[str, Any]]:
        """Run the job; returns the statement that records its result."""
        which = {"id": job.id, "worker": job.worker, "tries": job.tries}
        close_old_connections()
        reset_queries()
        begin = time.monotonic()
        with bound_contextvars(job=job.id, task=job.task, tries=job.tries):
            try:
                self._call(job)
            # SystemExit and asyncio's CancelledError too: they end a task, not the worker.
            except BaseException:
                log.exception("job failed")
                return RETRY, {**which, "error": _storable(traceback.format_exc())}
            finally:
                self.listen_for_signals()
                _clean_up()
            log.info("job finished", seconds=round(time.monotonic() - begin, 3))
        return FINISH, which

    def _call(self, job: Claim) -> None:
        try:
            with ExitStack() as stack:
                for each in connections.all():
                    stack.enter_context(each.execute_wrapper(_end_changed_session))
                import_string(job.task)(*job.args)
        finally:
            # A task that forked returns twice; the sessions and the try belong to the parent alone.
            if os.getpid() != self._pid:
                os._exit(1)
        _refuse_open_transaction()

    def _close_copy(self) -> None:
        """A process that a task forks may live on when this one has ended, and its session must not."""
        if self._lease:
            self._lease.close_copy()


def _name_sessions(worker: int) -> None:
    """Put the worker's number into the name of all sessions of tasks (jobs.statements.FREE)."""
    for alias in connections:
        connections.settings[alias]["OPTIONS"]["application_name"] = f"{TASKS}{worker}"
    connections.close_all()


def _end_changed_session(execute: Any, sql: Any, *arguments: Any) -> Any:
    """Around each statement of a task: the next ones get a session without its settings and locks."""
    if SESSION_CHANGE.match(str(sql)):
        arguments[-1]["connection"].close_at = 0.0  # read by close_old_connections()
    return execute(sql, *arguments)


def _refuse_open_transaction() -> None:
    """A task that left a transaction open has lost its writes: it has failed."""
    if any(map(_is_in_transaction, connections.all(initialized_only=True))):
        raise RuntimeError("The task left a transaction open.")


def _is_in_transaction(connection: Any) -> bool:
    """Of Django, or begun by SQL of the task's own, of which Django knows nothing."""
    session = connection.connection
    is_open = session is not None and session.info.transaction_status in IN_TRANSACTION
    return bool(connection.in_atomic_block or is_open)


def _clean_up() -> None:
    """Leave nothing to the next task: no open transaction, language, time zone or setting of the session."""
    translation.deactivate()
    timezone.deactivate()
    for each in connections.all(initialized_only=True):
        if _is_in_transaction(each):
            each.close()
            del connections[each.alias]  # Django refuses to reopen it within atomic()
    close_old_connections()


def _has_files_left() -> bool:
    """Or the next tasks would fail; a new file has the lowest number that is free."""
    try:
        os.close(number := os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return False
    return number < MAX_FILES


def _storable(error: str) -> str:
    """Without what PostgreSQL cannot store: NUL, half surrogate pairs."""
    text = error[-LONGEST_ERROR:].replace("\0", "\\0")
    return text.encode(errors="backslashreplace").decode()
