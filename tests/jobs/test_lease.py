"""A worker's statements: dead workers, their jobs, and schedules."""

import socket
from datetime import timedelta
from select import select

import psycopg2
import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from jobs.lease import Lease
from jobs.models import Job, Schedule, State
from jobs.queue import enqueue
from jobs.statements import EXPEL, FINISH, FREE, RETRY, TICK
from tests.jobs.conftest import dsn, living_leases
from tests.jobs.work import note
from tests.processes import wait_until
from tests.racing import together

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def other():
    """The session of a second worker."""
    theirs = Lease(dsn(), 60.0)
    yield theirs
    theirs.close()


def end(lease):
    """What the death of its process does; the server notices within milliseconds."""
    alive = living_leases()
    lease.close()
    wait_until(lambda: living_leases() == alive - 1)


def which(claim):
    return {"id": claim.id, "worker": claim.worker, "tries": claim.tries}


def delay_of(job):
    """Seconds from now, rounded to whole tens."""
    return round((job.due - now()).total_seconds(), -1)


def claimed_by(lease, tries=1, **job):
    """The claim of a job that was tried before."""
    Job.objects.create(task="a", tries=tries - 1, due=now() - timedelta(seconds=5), **job)
    return lease.claim()


def test_the_job_of_a_living_worker_is_its_own(lease, other):
    claimed_by(other)

    assert lease.execute(FREE) == []
    assert Job.objects.get().worker == other.worker


@pytest.mark.parametrize(("tries", "delay"), [(1, 0), (2, 20), (3, 40), (4, 80)])
def test_the_job_of_a_dead_worker_is_due_immediately_the_first_time(lease, other, tries, delay):
    claimed_by(other, tries)
    end(other)

    assert len(lease.execute(FREE)) == 1

    job = Job.objects.get()
    assert (job.state, job.tries, delay_of(job)) == (State.WAITING, tries, delay)
    assert job.error.startswith(f"The worker ended during try {tries}, after ")


def test_a_job_that_ended_five_workers_has_failed(lease, other):
    claimed_by(other, tries=5)
    end(other)

    lease.execute(FREE)

    assert Job.objects.get().state == State.FAILED


@pytest.mark.parametrize(("tries", "delay"), [(1, 10), (2, 20), (3, 40), (4, 80)])
def test_an_error_delays_the_next_try_by_twice_as_much_each_time(lease, tries, delay):
    claimed = claimed_by(lease, tries)

    lease.execute(RETRY, {**which(claimed), "error": "why"})

    job = Job.objects.get()
    assert (job.state, job.error, delay_of(job)) == (State.WAITING, "why", delay)


def test_the_fifth_error_is_the_last(lease):
    claimed = claimed_by(lease, tries=5)

    lease.execute(RETRY, {**which(claimed), "error": "why"})

    job = Job.objects.get()
    assert (job.state, job.error) == (State.FAILED, "why")
    assert lease.claim() is None


def test_a_worker_presumed_dead_cannot_change_the_next_try(lease, other):
    first = claimed_by(other)
    end(other)
    lease.execute(FREE)
    second = lease.claim()

    for statement in (FINISH, RETRY):
        lease.execute(statement, {**which(first), "error": "late"})

    job = Job.objects.get()
    assert (job.state, job.worker, job.tries) == (State.RUNNING, lease.worker, 2)
    lease.execute(FINISH, which(second))
    assert Job.objects.get().state == State.FINISHED


@pytest.fixture
def commits(lease):
    """How each change of a job was committed in the lease's session: PostgreSQL's default."""
    with connection.cursor() as cursor:
        cursor.execute(SHOW_COMMIT)
    lease.execute("SET synchronous_commit TO on")
    yield lambda: [notice.split()[-1] for notice in lease._connection.notices]
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION show_commit CASCADE")


SHOW_COMMIT = """
CREATE FUNCTION show_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE NOTICE '%', current_setting('synchronous_commit'); RETURN NULL; END $$;
CREATE TRIGGER show_commit AFTER INSERT OR UPDATE ON jobs_job EXECUTE FUNCTION show_commit()
"""


def test_only_the_end_of_a_job_does_not_wait_for_the_disk(lease, commits):
    schedule()
    lease.execute(TICK)
    claimed = lease.claim()

    lease.execute(FINISH, which(claimed))

    assert commits() == ["on", "on", "off"]
    lease.execute(RETRY, {**which(claimed), "error": "why"})
    lease.execute(FREE)
    assert commits() == ["on", "on", "off", "on", "on"]
    assert lease.execute("SHOW synchronous_commit") == [("on",)]


def test_a_worker_that_lost_its_session_records_its_result_if_no_other_was_faster(lease, other):
    claimed = claimed_by(other)
    end(other)

    lease.execute(FINISH, which(claimed))

    assert Job.objects.get().state == State.FINISHED
    assert lease.execute(FREE) == []


@pytest.mark.parametrize("more", ["", " - 192.0.2.1:6432"])
def test_a_worker_that_outlives_its_time_loses_session_and_job(lease, other, more):
    """A pooler such as PgBouncer may append the address to the name of the session."""
    other.execute(f"SET application_name TO 'jumun worker 60.0{more}'")
    claimed_by(other)
    Job.objects.update(started=now() - timedelta(seconds=121))

    lease.execute(EXPEL)

    wait_until(lambda: living_leases() == 1)
    with pytest.raises(psycopg2.Error):
        other.claim()
    assert len(lease.execute(FREE)) == 1


def test_a_worker_within_its_time_is_left_alone(lease, other):
    claimed_by(other)

    lease.execute(EXPEL)

    assert other.execute("SELECT 1") == [(1,)]


def schedule(**fields):
    return Schedule.objects.create(
        **{"name": "A", "task": "a.task", "minutes": 1, "next_run": now()} | fields
    )


def test_a_schedule_that_is_due_becomes_a_job_and_is_moved_on_past_what_was_missed(lease):
    hours_ago = now() - timedelta(hours=5, seconds=10)
    row = schedule(minutes=60, next_run=hours_ago)

    lease.execute(TICK)
    lease.execute(TICK)

    row.refresh_from_db()
    assert row.next_run == hours_ago + timedelta(hours=6)
    assert Job.objects.values_list("task", "schedule").get() == ("a.task", row.pk)


@pytest.mark.parametrize("next_run", [None, now() + timedelta(days=1)], ids=["off", "later"])
def test_a_schedule_that_is_off_or_not_due_rests(lease, next_run):
    schedule(next_run=next_run)

    lease.execute(TICK)

    assert not Job.objects.exists()


def is_due_again(lease):
    Schedule.objects.update(next_run=now() - timedelta(seconds=1))
    lease.execute(TICK)


def test_a_schedule_has_one_unfinished_job_only(lease):
    schedule()
    lease.execute(TICK)
    is_due_again(lease)
    running = lease.claim()
    is_due_again(lease)
    assert Job.objects.count() == 1
    assert Schedule.objects.get().next_run > now()

    lease.execute(FINISH, which(running))
    is_due_again(lease)

    assert Job.objects.count() == 2


def test_the_schedules_do_not_wait_for_the_end_of_a_job_that_is_being_recorded(lease):
    """The record waits for the row of the schedule in turn: a deadlock costs a worker its session."""
    row = schedule(next_run=now() - timedelta(seconds=1))
    job = Job.objects.create(task="a", schedule=row)
    lease.execute("SET lock_timeout TO 1")

    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(finished=now())
        lease.execute(TICK)

    row.refresh_from_db()
    assert row.next_run > now()
    assert Job.objects.get() == job


def test_workers_that_run_the_schedules_concurrently_make_one_job():
    schedule()

    def tick():
        mine = Lease(dsn(), 60.0)
        mine.execute(TICK)
        mine.close()

    together(*[tick] * 5)

    assert Job.objects.count() == 1


def test_a_schedule_succeeds_with_its_job_and_not_with_a_failure(lease):
    row = schedule()
    lease.execute(TICK)
    claimed = lease.claim()

    lease.execute(RETRY, {**which(claimed), "error": "why"})
    row.refresh_from_db()
    assert row.succeeded is None

    Job.objects.update(due=now() - timedelta(seconds=5))
    lease.execute(FINISH, which(lease.claim()))
    row.refresh_from_db()
    assert row.succeeded > now() - timedelta(minutes=1)


def test_no_row_is_locked_and_no_transaction_open_while_a_job_runs(lease):
    enqueue(note, "a")
    lease.claim()

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM jobs_job FOR UPDATE NOWAIT")
        cursor.execute(
            "SELECT state FROM pg_stat_activity WHERE application_name LIKE 'jumun worker %'"
            " AND datname = current_database()"
        )
        assert cursor.fetchall() == [("idle",)]


def test_a_signal_ends_one_wait_only(lease):
    wake, waker = socket.socketpair()
    with wake, waker:
        waker.send(b"x")
        lease.wait(30, wake)

        assert select([wake], [], [], 0)[0] == []
