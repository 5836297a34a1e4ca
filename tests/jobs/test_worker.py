"""Workers in processes of their own, and what may end them: real processes, real signals."""

import os
import signal
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from jobs.models import Job, Schedule, State
from jobs.queue import enqueue, name_of
from jobs.tasks import purge_finished
from tests.jobs.conftest import living_leases, running
from tests.jobs.work import (
    ask,
    fail,
    go,
    lock_and_wait_for_ever_once,
    note,
    note_how_it_commits,
    note_pid,
    notes,
    wait_for_ever_once,
    wait_for_go,
    wait_for_go_and_note_stop,
    wait_for_go_and_note_the_end,
)
from tests.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


def state():
    return Job.objects.order_by("pk").last().state


def is_finished(task=wait_for_go):
    jobs = Job.objects.filter(task__endswith=task.__name__)
    return all(job.state == State.FINISHED for job in jobs)


def start(path, task=wait_for_go):
    """The process that runs a job, which waits for the test's signal to continue."""
    enqueue(task, path)
    wait_until(lambda: notes(path))
    return int(notes(path)[-1])


def do_other_jobs(path, count=5):
    """Jobs that other workers run at the same time."""
    others = f"{path}.others"
    for _ in range(count):
        enqueue(note_pid, others)
    wait_until(lambda: is_finished(note_pid))
    assert len(notes(others)) == count
    return {int(pid) for pid in notes(others)}


@pytest.mark.parametrize(
    "option", ["--processes=0", "--timeout=0", "--timeout=nan", "--timeout=inf", "--timeout=9e9"]
)
def test_a_command_that_could_do_nothing_is_refused(option):
    with pytest.raises(CommandError):
        call_command("worker", option)


def test_jobs_run_and_their_errors_stay_with_their_traceback(path):
    with running():
        enqueue(fail, "no noodles")
        enqueue(note, path, "done")
        wait_until(lambda: notes(path) == ["done"] and is_finished(note))
        wait_until(lambda: Job.objects.exclude(error="").exists())

    failed = Job.objects.get(task__endswith="fail")
    assert (failed.state, failed.tries) == (State.WAITING, 1)
    assert "in fail\n    raise ValueError(message)" in failed.error
    assert failed.due >= failed.started + timedelta(seconds=10)


def test_what_tasks_commit_waits_for_the_disk(path):
    with running(1, OPTIONS={"options": "-c synchronous_commit=on"}):
        enqueue(note_how_it_commits, path)
        enqueue(note_how_it_commits, path)
        wait_until(lambda: len(notes(path)) == 2)

    assert notes(path) == ["on", "on"]


def test_a_waiting_worker_that_is_killed_stops_nothing_and_is_replaced(path):
    with running(2) as workers:
        killed = min(workers.pids)
        os.kill(killed, signal.SIGKILL)

        assert do_other_jobs(path)

        wait_until(workers.are_ready)
        assert killed not in workers.pids


def test_the_job_of_a_worker_that_is_killed_is_freed_and_its_try_counted(path):
    with running(2) as workers:
        os.kill(start(path), signal.SIGKILL)
        wait_until(lambda: len(notes(path)) == 2)
        go(path)
        wait_until(is_finished)
        wait_until(workers.are_ready)

    job = Job.objects.get()
    assert (job.tries, notes(path)[-1]) == (2, "end")
    assert "The worker ended during try 1" in job.error


def test_jobs_go_on_for_a_while_when_the_parent_is_killed(path):
    with running(2) as workers:
        os.kill(workers.parent.pid, signal.SIGKILL)
        workers.parent.join()

        assert do_other_jobs(path)


def test_workers_end_their_job_and_leave_when_the_parent_was_killed(path):
    with running(2, work_on=0.1) as workers:
        pid = start(path, wait_for_go_and_note_stop)
        os.kill(workers.parent.pid, signal.SIGKILL)
        workers.parent.join()
        wait_until(lambda: workers.pids == {pid})  # the idle one has left
        wait_until(lambda: "stop" in notes(path))
        enqueue(note, f"{path}.next", "no worker is left for this one")
        go(path)
        wait_until(lambda: not workers.pids)

    assert is_finished(wait_for_go_and_note_stop)
    assert state() == State.WAITING


def test_a_long_job_whose_parent_was_killed_is_ended_and_counted(path):
    with running(1, work_on=0.1, finish=0.1) as workers:
        start(path)
        os.kill(workers.parent.pid, signal.SIGKILL)
        wait_until(lambda: not living_leases())
    with running(1):
        go(path)
        wait_until(is_finished)

    assert Job.objects.get().tries == 2


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["parent", "group"])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_lets_the_running_job_end_and_begins_no_other(path, send, sign):
    with running(1) as workers:
        start(path, wait_for_go_and_note_stop)
        enqueue(note, path, "not begun")
        send(workers.parent.pid, sign)
        wait_until(lambda: "stop" in notes(path))
        go(path)
        workers.parent.join(30)

    assert workers.parent.exitcode == 0
    assert is_finished(wait_for_go_and_note_stop)
    assert set(notes(path)[1:]) == {"stop", "end"}
    assert state() == State.WAITING


def test_a_stop_waits_for_what_is_done_at_the_end_of_a_process(path):
    with running(1) as workers:
        start(path, wait_for_go_and_note_the_end)
        os.kill(workers.parent.pid, signal.SIGTERM)
        go(path)
        workers.parent.join(30)

    assert notes(path)[1:] == ["end", "end of the process"]


def test_a_job_without_end_ends_its_worker_which_is_replaced(path):
    enqueue(wait_for_ever_once, path)

    with running(2, timeout=0.5) as workers:
        wait_until(lambda: is_finished(wait_for_ever_once))
        wait_until(workers.are_ready)

        assert int(notes(path)[0]) not in workers.pids
    job = Job.objects.get()
    assert (job.tries, len(notes(path))) == (2, 2)
    assert "The worker ended during try 1, after " in job.error


def test_a_worker_with_a_shorter_time_limit_leaves_others_their_jobs(path):
    """The job of a schedule shows that it did its maintenance."""
    with running(1):
        pid = start(path)
        Job.objects.update(started=now() - timedelta(minutes=1))
        with running(1, timeout=10.0):
            Schedule.objects.create(
                name="A", task=name_of(purge_finished), minutes=1, next_run=now()
            )
            wait_until(Job.objects.in_state(State.FINISHED).exists)
        go(path)
        wait_until(is_finished)

    job = Job.objects.get(task__endswith="wait_for_go")
    assert (job.tries, notes(path)) == (1, [str(pid), "end"])


def test_a_job_that_waits_in_the_driver_is_ended_too():
    with running(1, timeout=0.5):
        ask("SELECT pg_advisory_lock(42)")
        enqueue(ask, "SELECT pg_advisory_lock(42)")
        wait_until(lambda: Job.objects.get().error)


def test_a_stopped_worker_holds_up_no_other_and_its_job_runs_once(path):
    with running(2) as workers:
        stopped = start(path)
        os.kill(stopped, signal.SIGSTOP)

        assert do_other_jobs(path) == workers.pids - {stopped}
        go(path)
        os.kill(stopped, signal.SIGCONT)
        wait_until(is_finished)

    job = Job.objects.get(task__endswith="wait_for_go")
    assert (job.tries, notes(path)) == (1, [str(stopped), "end"])


def test_a_worker_stopped_for_longer_than_jobs_may_take_loses_its_job(path):
    with running(2, timeout=1.0) as workers:
        enqueue(wait_for_ever_once, path)
        wait_until(lambda: notes(path))
        os.kill(stopped := int(notes(path)[0]), signal.SIGSTOP)

        wait_until(lambda: is_finished(wait_for_ever_once))

        os.kill(stopped, signal.SIGCONT)  # its time limit has passed
        wait_until(lambda: stopped not in workers.pids)
        wait_until(workers.are_ready)
    assert Job.objects.get().tries == len(notes(path)) == 2


def test_a_stopped_worker_leaves_no_row_locked_once_it_lost_its_job(path):
    with running(2, timeout=1.0):
        enqueue(lock_and_wait_for_ever_once, path)
        wait_until(lambda: notes(path))
        os.kill(int(notes(path)[0]), signal.SIGSTOP)

        wait_until(lambda: is_finished(lock_and_wait_for_ever_once))

    assert Job.objects.get().tries == 2


def cut_connections():
    """What a restart of PostgreSQL does to its clients."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def test_workers_whose_connections_are_cut_come_back(path):
    with running(2) as workers:
        pids = workers.pids
        cut_connections()

        assert do_other_jobs(path)

        wait_until(workers.are_ready)
        assert workers.pids == pids
