"""What django-q2 had to do until now: its waiting jobs, and its schedules as operators set them.

Its tables stay: processes of the former version may enqueue there until they are replaced (what they
enqueue is only a kick, which the sweeps make up for). Nothing reads them any more.
"""

import json
import logging
import pickle

from django.conf import settings
from django.core import signing
from django.db import migrations

CLUSTER = "jumun"  # the former Q_CLUSTER["name"], which salts the signatures
MINUTES = {"H": 60, "D": 24 * 60, "W": 7 * 24 * 60, "BW": 14 * 24 * 60}  # of its types of schedules

log = logging.getLogger("jobs")


class Pickle:
    def loads(self, data):
        return pickle.loads(data)  # signed with our key


def move_schedules(Schedule, cursor):
    cursor.execute(
        "SELECT id, name, func, coalesce(args, ''), coalesce(kwargs, ''), schedule_type, minutes,"
        " repeats, next_run FROM django_q_schedule ORDER BY id"
    )
    for pk, name, task, args, kwargs, kind, minutes, repeats, next_run in cursor.fetchall():
        minutes = minutes if kind == "I" else MINUTES.get(kind)
        if not minutes or repeats > 0 or args.strip("() ") or kwargs.strip("{} "):
            log.warning("A schedule of django-q was not taken over: %s, %s", pk, name or task)
            continue
        row = {"task": task, "minutes": minutes, "next_run": next_run if repeats else None}
        _, is_new = Schedule.objects.get_or_create(name=name or task, defaults=row)
        if not is_new:
            Schedule.objects.create(name=f"{(name or task)[:80]} ({pk})", **row)


def job_in(payload):
    """Raises whatever may be wrong with the payload."""
    job = signing.loads(payload, key=settings.SECRET_KEY, salt=CLUSTER, serializer=Pickle)
    if job.get("kwargs"):
        raise ValueError("it has keyword arguments")
    json.dumps(job["args"], allow_nan=False)
    return {"task": job["func"], "args": list(job["args"])}


def move_jobs(Job, cursor):
    # The lock of a job that runs at this moment says when it would be taken up again.
    cursor.execute("SELECT id, payload, coalesce(lock, now()) FROM django_q_ormq ORDER BY id FOR UPDATE")
    for pk, payload, due in cursor.fetchall():
        try:
            job = job_in(payload)
        except Exception as why:
            log.warning("A job of django-q was not taken over: %s, %r", pk, why)
        else:
            Job.objects.create(due=due, **job)
            cursor.execute("DELETE FROM django_q_ormq WHERE id = %s", [pk])


def move(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "django_q_schedule" in tables:
            move_schedules(apps.get_model("jobs", "Schedule"), cursor)
        if "django_q_ormq" in tables:
            move_jobs(apps.get_model("jobs", "Job"), cursor)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
