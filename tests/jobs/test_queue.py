"""Enqueueing, and the order in which jobs are claimed."""

import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from jobs.lease import Lease
from jobs.models import Job, Schedule, State
from jobs.queue import enqueue, run_again
from jobs.statements import CLAIM
from tests.jobs.conftest import dsn
from tests.jobs.work import note
from tests.racing import together


def claim():
    """Claims on the test's own connection; returns the arguments of the job, if any is due."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"worker": 1})
        row = cursor.fetchone()
        return row and row[0]


def test_a_job_is_gone_with_its_transaction(db):
    with transaction.atomic():
        enqueue(note, "a", 1)
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_a_job_names_its_task_and_costs_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        enqueue(note, "a", 1, priority=3)

    job = Job.objects.get()
    assert (job.task, job.args, job.priority) == ("tests.jobs.work.note", ["a", 1], 3)
    assert (job.state, job.tries) == (State.WAITING, 0)
    assert str(job) == "tests.jobs.work.note('a', 1)"


def test_arguments_that_are_not_json_are_refused_immediately(db):
    with pytest.raises(TypeError):
        enqueue(note, object())


@pytest.mark.parametrize(
    "due", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), "infinity"]
)
def test_a_job_that_could_not_be_read_is_refused(db, due):
    with pytest.raises(IntegrityError, match="job_due_in_calendar"):
        enqueue(note, "a", due=due)


def test_jobs_are_claimed_by_priority_then_by_age_and_never_early(db):
    at = now()
    for text, priority, minutes in (
        ("late", 0, -1),
        ("early", 0, -2),
        ("urgent", 5, -1),
        ("no", 9, 1),
    ):
        enqueue(note, text, priority=priority, due=at + timedelta(minutes=minutes))

    claimed = [claim() for _ in range(4)]

    jobs = {job.pk: job.args[0] for job in Job.objects.all()}
    assert [pk and jobs[pk] for pk in claimed] == ["urgent", "early", "late", None]


def test_a_claim_is_counted_and_names_its_worker(lease):
    enqueue(note, "a")

    claimed = lease.claim()

    job = Job.objects.get()
    assert (claimed.id, claimed.args, claimed.tries) == (job.pk, ["a"], 1)
    assert (job.state, job.worker, job.tries) == (State.RUNNING, lease.worker, 1)


def test_workers_that_claim_concurrently_share_the_jobs(committed):
    for number in range(20):
        enqueue(note, number)

    def take():
        mine = Lease(dsn(), 60.0)
        try:
            return [mine.claim() for _ in range(5)]
        finally:
            mine.close()

    claimed = [job.id for jobs in together(*[take] * 4) for job in jobs]

    assert sorted(claimed) == sorted(Job.objects.values_list("pk", flat=True))
    assert set(Job.objects.values_list("tries", flat=True)) == {1}


def test_a_waiting_worker_is_woken_by_the_commit(lease):
    ours, _theirs = socket.socketpair()
    woken = threading.Event()

    def wait():
        lease.wait(60, ours)
        woken.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    with transaction.atomic():
        enqueue(note, "a")
        assert not woken.is_set()

    waiting.join(30)
    assert woken.is_set()


def test_claiming_reads_only_the_unfinished_however_many_are_finished(db):
    finished = Job(task="a", finished=now())
    Job.objects.bulk_create([Job(task="a", finished=finished.finished) for _ in range(3000)])
    Job.objects.bulk_create([Job(task="a") for _ in range(300)])  # too many to sort for one

    with connection.cursor() as cursor:
        cursor.execute("REINDEX TABLE jobs_job")  # or the rows of earlier tests count as work
        cursor.execute("ANALYZE jobs_job")
        cursor.execute(f"EXPLAIN {CLAIM}", {"worker": 1})
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Index Scan using job_unfinished" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan


def test_claiming_sorts_nothing_in_a_burst_of_which_statistics_know_nothing(lease):
    Job.objects.bulk_create(Job(task="a", due=now() + timedelta(hours=1)) for _ in range(30))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE jobs_job")
    Job.objects.bulk_create(Job(task="a") for _ in range(2000))

    plan = "\n".join(row[0] for row in lease.execute(f"EXPLAIN {CLAIM}", {"worker": 1}))

    assert "Index Scan using job_unfinished" in plan
    assert "Sort" not in plan


def test_a_failed_job_runs_again_with_all_its_tries_and_a_finished_one_does_not(lease):
    failed = Job.objects.create(task="a", finished=now(), failed=True, tries=5, error="why")
    finished = Job.objects.create(task="a", finished=now(), tries=1)

    assert run_again(Job.objects.all()) == 1

    claimed = lease.claim()
    assert (claimed.id, claimed.tries) == (failed.pk, 1)
    assert lease.claim() is None
    finished.refresh_from_db()
    assert finished.state == State.FINISHED


def test_a_waiting_job_that_runs_again_stays_the_one_of_its_schedule(db):
    schedule = Schedule.objects.create(name="sweep", task="a", minutes=1, next_run=now())
    later = now() + timedelta(hours=1)
    waiting = Job.objects.create(task="a", due=later, tries=3, error="why", schedule=schedule)

    assert run_again(Job.objects.all()) == 1

    waiting.refresh_from_db()
    assert (waiting.schedule, waiting.tries, waiting.due < later) == (schedule, 0, True)


def test_states_are_what_the_filter_finds(db):
    jobs = {
        State.WAITING: Job.objects.create(task="a"),
        State.RUNNING: Job.objects.create(task="a", worker=1, started=now()),
        State.FAILED: Job.objects.create(task="a", finished=now(), failed=True),
        State.FINISHED: Job.objects.create(task="a", finished=now()),
    }

    for state, job in jobs.items():
        assert (job.state, [*Job.objects.in_state(state)]) == (state, [job])
