"""A log that nobody reads holds up no worker."""

import contextlib
import os
import select

import pytest

from jobs.models import Job, State
from jobs.queue import enqueue
from jobs.watchdog import LogWithoutWaiting
from tests.jobs.conftest import running
from tests.jobs.work import fail, note, notes, wait_for_ever_once
from tests.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


def is_finished():
    return Job.objects.get().state == State.FINISHED


@contextlib.contextmanager
def full_pipe(room=0):
    """The writing end of a pipe that nobody reads, and that takes `room` more bytes."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writing, bytes(4096))
    os.set_blocking(writing, True)
    if room:
        os.read(reading, room)
    try:
        yield writing
    finally:
        os.close(reading)
        os.close(writing)


def test_jobs_are_ended_and_recorded_though_nobody_reads_the_log(path):
    with full_pipe() as log, running(1, timeout=0.5, stderr=log) as workers:
        before = workers.pids
        enqueue(wait_for_ever_once, path)
        wait_until(is_finished)
        assert workers.are_ready()
        assert not workers.pids & before

    assert Job.objects.get().tries == 2


def test_a_line_of_the_log_for_which_a_pipe_has_too_little_room_is_cut(path):
    with full_pipe(room=select.PIPE_BUF) as log, running(1, stderr=log) as workers:
        before = workers.pids
        enqueue(fail, "no noodles" * select.PIPE_BUF)
        enqueue(note, path, "done")
        wait_until(lambda: notes(path))
        assert workers.pids == before


def test_a_line_after_a_cut_one_is_a_line_of_its_own():
    reading, writing = os.pipe()
    log = LogWithoutWaiting(writing)
    log.write(f"{'noodles' * 2**20}\n")

    cut = os.read(reading, 2**20)
    log.write("no noodles\n")

    assert set(cut) == set(b"noodles")
    assert os.read(reading, 2**20) == b"\nno noodles\n"
    os.close(reading)
    os.close(writing)
