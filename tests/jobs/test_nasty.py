"""Workers survive what tasks do or leave behind, and other tasks are not affected."""

import os
import signal
from ast import literal_eval

import pytest
from django.conf import settings

from jobs.models import Job, Schedule, State
from jobs.queue import enqueue
from tests.jobs.conftest import is_running, running, send
from tests.jobs.nasty import (
    begin_by_sql,
    cancel,
    exit_as_a_script,
    fork_and_return,
    ignore_signals,
    leave_a_greedy_thread,
    leave_a_lock,
    leave_a_process,
    leave_a_thread,
    leave_a_time_zone_of_the_session,
    leave_files_open,
    leave_language,
    leave_processes_running,
    leave_settings,
    leave_transaction_open,
    note_session,
    note_state,
)
from tests.jobs.work import go, note, notes
from tests.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


def run_then_note_state(task, path, **connection):
    """Runs the task's job, tried once by one worker, and then another job."""
    with running(1, **connection) as workers:
        before = workers.pids
        enqueue(task)
        enqueue(note_state, path)
        wait_until(lambda: Job.objects.latest("pk").state == State.FINISHED)
        assert workers.pids == before
    return Job.objects.earliest("pk")


@pytest.mark.parametrize(
    ("task", "age"),
    [(leave_transaction_open, 0), (leave_transaction_open, 60), (begin_by_sql, 60)],
)
def test_an_open_transaction_is_an_error_and_holds_no_other_job(path, task, age):
    job = run_then_note_state(task, path, CONN_MAX_AGE=age)

    assert (job.state, job.tries) == (State.WAITING, 1)
    assert job.error.endswith("RuntimeError: The task left a transaction open.\n")
    assert notes(path) == [f"en {settings.TIME_ZONE} False"]
    assert list(Schedule.objects.values_list("name", flat=True)) == ["committed"]


def test_no_task_finds_the_language_or_time_zone_of_another(path):
    assert run_then_note_state(leave_language, path).state == State.FINISHED
    assert notes(path) == [f"en {settings.TIME_ZONE} False"]


def test_no_task_finds_the_settings_or_locks_of_anothers_session(path):
    with running(1, CONN_MAX_AGE=60):
        enqueue(note_session, path)
        enqueue(note_session, path)
        for task in (leave_settings, leave_a_time_zone_of_the_session, leave_a_lock):
            enqueue(task)
            enqueue(note_session, path)
        wait_until(lambda: len(notes(path)) == 5)

    first, again, *others = [literal_eval(line) for line in notes(path)]
    assert again == first  # a session lasts
    assert [state for _pid, *state in others] == 3 * [[*first[1:]]]


@pytest.mark.parametrize("task", [exit_as_a_script, cancel])
def test_system_exit_ends_no_worker_and_is_recorded(path, task):
    job = run_then_note_state(task, path)

    assert (job.state, job.tries) == (State.WAITING, 1)
    assert job.error.endswith(": no noodles\n")


def test_a_task_that_forks_and_returns_twice_is_done_once(path):
    with running(1) as workers:
        before = workers.pids
        enqueue(fork_and_return, path)
        for number in range(5):
            enqueue(note, path, number)
        wait_until(lambda: Job.objects.latest("pk").state == State.FINISHED)
        assert workers.pids == before

    assert notes(path) == ["parent", "0", "1", "2", "3", "4"]
    assert set(Job.objects.values_list("tries", flat=True)) == {1}


def test_a_thread_left_by_a_task_does_not_block_the_workers_exit():
    with running(1) as workers:
        enqueue(leave_a_thread)
        wait_until(lambda: Job.objects.get().state == State.FINISHED)

        os.kill(workers.parent.pid, signal.SIGTERM)

        wait_until(lambda: not workers.pids)


def test_a_worker_whose_tasks_left_too_many_files_open_is_replaced(path):
    with running(1) as workers:
        before = workers.pids
        enqueue(leave_files_open)
        enqueue(note, path, "done")
        wait_until(lambda: notes(path))
        assert workers.pids.isdisjoint(before)
        wait_until(lambda: set(Job.objects.values_list("failed", "tries")) == {(False, 1)})


def test_a_thread_that_a_task_left_does_not_stop_its_worker_for_ever(path):
    with running(1, timeout=0.5) as workers:
        before = workers.pids
        enqueue(leave_a_greedy_thread)
        wait_until(lambda: workers.pids.isdisjoint(before))
        wait_until(workers.are_ready)

    job = Job.objects.get()
    assert (job.state, job.tries) == (State.FINISHED, 1)


def test_a_process_left_by_a_task_hides_no_death_of_its_worker(path):
    with running(2) as workers:
        before = workers.pids
        enqueue(leave_a_process, path)
        wait_until(lambda: notes(path) and notes(f"{path}.forked"))
        forked = int(notes(f"{path}.forked")[0])

        os.kill(killed := int(notes(path)[0]), signal.SIGKILL)

        try:
            wait_until(lambda: Job.objects.get().state == State.FINISHED)
            wait_until(lambda: len(workers.pids - {forked} - before) == 1)
        finally:
            go(f"{path}.forked")
        wait_until(workers.are_ready)  # the process, an orphan, was reaped
        assert before - workers.pids == {killed}
    assert Job.objects.get().tries == 2


def test_processes_that_a_task_left_end_with_their_worker(path):
    with running(1) as workers:
        enqueue(leave_processes_running, path)
        wait_until(lambda: len(notes(path)) == 3)
        processes = [int(pid) for pid in notes(path)]

        os.kill(workers.parent.pid, signal.SIGTERM)
        workers.parent.join()

    try:
        wait_until(lambda: not any(map(is_running, processes)))
    finally:
        for pid in processes:
            send(signal.SIGKILL, pid)


def test_a_worker_whose_task_ignores_signals_stops_after_it(path):
    with running(2) as workers:
        enqueue(ignore_signals, path)
        wait_until(lambda: notes(path))

        os.kill(workers.parent.pid, signal.SIGTERM)
        wait_until(lambda: workers.pids == {int(notes(path)[0])})  # the idle one has left
        go(path)

        wait_until(lambda: not workers.pids)
    assert Job.objects.get().state == State.FINISHED
