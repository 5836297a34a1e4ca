"""The parent of the workers: whatever happens to them, it replaces them or ends."""

import os
import resource
import signal

import pytest

from tests.jobs.conftest import is_running, living_leases, running
from tests.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


@pytest.fixture(params=[signal.SIG_DFL, signal.SIG_IGN], ids=["default", "ignored"])
def inherited(request):
    """What the worker's parent inherits for SIGCHLD."""
    former = signal.signal(signal.SIGCHLD, request.param)
    yield
    signal.signal(signal.SIGCHLD, former)


def test_workers_that_are_killed_at_once_are_all_replaced(inherited):
    with running(2) as workers:
        before = workers.pids
        os.kill(workers.parent.pid, signal.SIGSTOP)  # so that it finds both ended
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(map(is_running, before)))
        os.kill(workers.parent.pid, signal.SIGCONT)

        wait_until(lambda: len(workers.pids - before) == 2)


def test_a_parent_that_cannot_start_a_worker_ends_with_the_others(path):
    """A service manager starts it again."""
    with running(2) as workers:
        child, *_other = workers.pids
        _former, most = resource.prlimit(workers.parent.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(workers.parent.pid, resource.RLIMIT_NOFILE, (3, most))
        os.kill(child, signal.SIGKILL)
        workers.parent.join(30)

        assert workers.parent.exitcode == 1
        assert not living_leases()
