"""A database on another machine, and network failures."""

import logging
from contextlib import contextmanager

import pytest
from django.db import connection

from jobs.lease import Lease
from jobs.models import Job, State
from jobs.queue import enqueue
from live.dsn import dsn_of
from tests.jobs.conftest import living_leases, running
from tests.jobs.line import line
from tests.jobs.work import ask, go, note, notes, wait_for_go
from tests.processes import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


def is_finished():
    return Job.objects.get().state == State.FINISHED


def test_a_job_whose_worker_was_cut_off_is_given_to_another_and_counted_twice(path):
    with line() as tcp, running(2, **tcp.address) as workers:
        enqueue(wait_for_go, path)
        wait_until(lambda: len(notes(path)) == 1)
        tcp.cut()
        wait_until(lambda: not living_leases())
        tcp.mend()
        wait_until(lambda: len(notes(path)) == 2)

        go(path)

        wait_until(lambda: len(notes(path)) == 4)
        wait_until(is_finished)
        wait_until(workers.are_ready)
        first, second, *ends = notes(path)
        assert {int(first), int(second)} == workers.pids
    assert ends == ["end", "end"]
    assert Job.objects.get().tries == 2


def test_a_worker_records_its_result_after_a_lost_session(path):
    with line() as tcp, running(1, **tcp.address):
        enqueue(wait_for_go, path)
        wait_until(lambda: notes(path))
        tcp.cut()
        wait_until(lambda: not living_leases())
        go(path)
        tcp.mend()
        wait_until(is_finished)

    assert Job.objects.get().tries == 1


def test_workers_come_back_from_a_line_that_fell_silent(path):
    with line() as tcp, running(1, timeout=1.0, **tcp.address) as workers:
        before = workers.pids
        tcp.is_silent = True
        wait_until(lambda: workers.pids.isdisjoint(before))
        tcp.is_silent = False
        enqueue(note, path, "done")

        wait_until(is_finished)


def test_a_worker_complains_of_a_pooler(caplog):
    with line(pooler=True) as tcp:
        Lease(dsn_of({**connection.settings_dict, **tcp.address}), 60.0).close()
    assert "set LIVE_DATABASE_DSN" in caplog.text


def test_a_worker_does_not_complain_of_a_line(caplog):
    with line() as tcp:
        Lease(dsn_of({**connection.settings_dict, **tcp.address}), 60.0).close()
    assert caplog.text == ""


@contextmanager
def full_disk():
    """Every statement about jobs fails; the sequence counts them."""
    ask("""
        CREATE SEQUENCE tries;
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM nextval('tries');
            RAISE EXCEPTION USING ERRCODE = 'disk_full';
        END $$;
        CREATE TRIGGER fail BEFORE UPDATE ON jobs_job EXECUTE FUNCTION fail();
    """)
    try:
        yield
    finally:
        ask("DROP FUNCTION fail CASCADE; DROP SEQUENCE tries")


def has_tried_often():
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value >= 4 FROM tries")
        return cursor.fetchone()[0]


def test_a_worker_whose_statements_fail_waits_and_says_so_once(path, tmp_path, caplog):
    caplog.set_level(logging.WARNING)
    log = tmp_path / "log"
    with log.open("w") as file, running(1, stderr=file.fileno()):
        with full_disk():
            enqueue(note, path, "done")
            wait_until(has_tried_often)
        wait_until(is_finished)
        wait_until(lambda: "works again" in log.read_text())

    assert log.read_text().count("waits for") == log.read_text().count("works again")
