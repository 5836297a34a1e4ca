"""The migration of the former version's django-q2 tables."""

import pickle
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db import connection
from django.utils.timezone import now

from jobs.models import Job, Schedule

migration = import_module("jobs.migrations.0002_from_django_q")

TABLES = """
CREATE TABLE django_q_ormq (id serial, key text, payload text, lock timestamptz);
CREATE TABLE django_q_schedule (
    id serial, name text, func text, args text, kwargs text, schedule_type text, minutes int,
    repeats int DEFAULT -1, next_run timestamptz DEFAULT now()
);
"""

# As written by django-q2 1.11.1 for enqueue(send_refund, 7), with the SECRET_KEY of the tests.
PAYLOAD = (
    "gAWV6gAAAAAAAAB9lCiMAmlklIwgZWRkNzQyNTY2YjM0NGJjNzk5MDc1MTJjMWZjOGU5NjiUjARuYW1llIwZY3VwLXN0YW"
    "lyd2F5LXR3ZW50eS1ncmVlbpSMBGZ1bmOUjBpwYXltZW50cy50YXNrcy5zZW5kX3JlZnVuZJSMBGFyZ3OUSweFlIwGa3dh"
    "cmdzlH2UjAdzdGFydGVklIwIZGF0ZXRpbWWUjAhkYXRldGltZZSTlEMKB-oLFRE0DQkcGJRoDIwIdGltZXpvbmWUk5RoDI"
    "wJdGltZWRlbHRhlJOUSwBLAEsAh5RSlIWUUpSGlFKUdS4:1xUpG1:RZGlHKjxq8jNfu8HkjVXsC9gUdbALun3FIgOCGINwH0"
)


class Pickle:
    def dumps(self, thing):
        return pickle.dumps(thing)


def payload(**job):
    job = {"func": "a.task", "args": (1,), "kwargs": {}} | job
    return signing.dumps(job, key=settings.SECRET_KEY, salt="jumun", serializer=Pickle)


@pytest.fixture
def former(db, caplog):
    caplog.set_level("WARNING", "jobs")
    Schedule.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        yield cursor


def move():
    with connection.schema_editor() as editor:
        migration.move(apps, editor)


def insert(cursor, table, **row):
    marks = ", ".join(["%s"] * len(row))
    cursor.execute(
        f"INSERT INTO django_q_{table} ({', '.join(row)}) VALUES ({marks})", [*row.values()]
    )


def left(cursor):
    cursor.execute("SELECT count(*) FROM django_q_ormq")
    return cursor.fetchone()[0]


def test_waiting_jobs_move_over(former, settings):
    settings.SECRET_KEY = "only-for-tests-" + "x" * 50
    insert(former, "ormq", payload=PAYLOAD, lock=now())

    move()

    [job] = Job.objects.all()
    assert (job.task, job.args, job.tries) == ("payments.tasks.send_refund", [7], 0)
    assert left(former) == 0


def test_a_running_job_is_due_when_it_would_have_been_retried(former):
    later = now() + timedelta(minutes=3)
    insert(former, "ormq", payload=payload(), lock=later)

    move()

    assert Job.objects.get().due == later


@pytest.mark.parametrize("job", [{"kwargs": {"a": 1}}, {"args": (b"bytes",)}], ids=str)
def test_a_job_that_cannot_move_stays_and_is_named(former, caplog, job):
    insert(former, "ormq", payload=payload(**job))
    insert(former, "ormq", payload="forged:by:somebody")

    move()

    assert not Job.objects.exists()
    assert left(former) == 2
    assert caplog.text.count("was not taken over") == 2


def test_schedules_move_over_as_operators_set_them(former):
    later = now() + timedelta(hours=5)
    insert(
        former, "schedule", name="A", func="a.task", schedule_type="I", minutes=7, next_run=later
    )
    insert(former, "schedule", name="B", func="a.task", schedule_type="I", minutes=7, repeats=0)
    insert(former, "schedule", func="b.task", schedule_type="D", args="")

    move()

    rows = Schedule.objects.order_by("pk").values_list("name", "task", "minutes")
    assert [*rows] == [("A", "a.task", 7), ("B", "a.task", 7), ("b.task", "b.task", 1440)]
    assert Schedule.objects.get(name="A").next_run == later
    assert Schedule.objects.get(name="B").next_run is None


@pytest.mark.parametrize(
    "what",
    [{"schedule_type": "C"}, {"args": "(3,)"}, {"kwargs": "{'a': 1}"}, {"repeats": 3}],
    ids=str,
)
def test_a_schedule_with_more_arguments_than_ours_is_named(former, caplog, what):
    row = {"name": "Mine", "func": "a.task", "schedule_type": "H"} | what
    insert(former, "schedule", **row)

    move()

    assert not Schedule.objects.exists()
    assert "was not taken over: 1, Mine" in caplog.text


def test_a_new_database_has_nothing_to_move(db):
    move()

    assert not Job.objects.exists()
