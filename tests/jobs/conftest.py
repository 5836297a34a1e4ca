import ctypes
import logging
import multiprocessing
import os
import signal
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from django.db import connection, connections

from jobs.lease import Lease
from jobs.models import Schedule
from jobs.statements import NAMESPACE
from jobs.supervisor import Supervisor
from jobs.worker import Worker
from live.dsn import dsn_of
from tests.processes import PATIENCE, wait_until

fork = multiprocessing.get_context("fork")


def dsn():
    return dsn_of(connection.settings_dict)


def living_leases():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [NAMESPACE],
        )
        return cursor.fetchone()[0]


class Workers:
    """What `manage.py worker` runs, forked from the test for speed."""

    def __init__(self, processes, timeout, orphans, stderr, address):
        self.processes = processes
        self.others = living_leases()
        connections.close_all()  # a session shared by two processes would be lost to both
        self.parent = fork.Process(
            target=_serve, args=(processes, timeout, orphans, stderr, address)
        )
        self.parent.start()
        self._all = set()

    @property
    def pids(self):
        """The process ids of the workers, without their parent; empty once all have ended."""
        children = Path(f"/proc/{self.parent.pid}/task/{self.parent.pid}/children")  # proc(5)
        try:
            found = {int(pid) for pid in children.read_text().split()}
        except OSError:
            found = {pid for pid in self._all if is_running(pid)}
        self._all |= found
        return found

    def are_ready(self):
        return len(self.pids) == self.processes and living_leases() == self.processes + self.others

    def end(self):
        send(signal.SIGSTOP, self.parent.pid)  # or it would replace the others
        for pid in [*(self.pids | self._all), self.parent.pid]:
            send(signal.SIGKILL, pid)
        self.parent.join()


def send(sign, pid):
    with suppress(ProcessLookupError):
        os.kill(pid, sign)


def is_running(pid):
    """Not even a zombie, which an orphan is until it is reaped."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def _serve(processes, timeout, orphans, stderr, address):
    os.setsid()
    become_subreaper()
    if stderr is not None:
        os.dup2(stderr, 2)
        for handler in logging.getLogger().handlers:
            handler.stream = sys.__stderr__  # not pytest's
    connection.settings_dict.update(address)
    Supervisor(processes, lambda: Worker(dsn(), timeout), **orphans).run()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)  # or it ends what exits


def become_subreaper():
    """Processes whose parent has ended become ours, as those of a container become its first one's."""
    PR_SET_CHILD_SUBREAPER = 36  # prctl(2)  # noqa: N806
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


@contextmanager
def running(
    processes=2, timeout=float(PATIENCE), work_on=60.0, finish=60.0, stderr=None, **address
):
    """`address` are entries of DATABASES, for another way to PostgreSQL."""
    orphans = {"work_on": work_on, "finish": finish}
    workers = Workers(processes, timeout, orphans, stderr, address)
    try:
        wait_until(workers.are_ready)
        yield workers
    finally:
        workers.end()
        wait_until(lambda: living_leases() <= workers.others)


@pytest.fixture
def committed(transactional_db):
    """Rows are visible to other sessions; there are no schedules but those of the test."""
    Schedule.objects.all().delete()


@pytest.fixture
def lease(committed):
    """A worker's session, without a worker."""
    mine = Lease(dsn(), 60.0)
    yield mine
    mine.close()


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "notes")
