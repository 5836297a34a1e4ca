"""The migration that renames schedules."""

from importlib import import_module

from django.apps import apps
from django.db import connection

from jobs.models import Job, Schedule

migration = import_module("jobs.migrations.0004_names_of_schedules")


def test_a_schedule_that_was_switched_off_stays_so_under_its_new_name(db):
    old, new = "Forget old routes", "Delete old routes"
    Schedule.objects.filter(name=new).update(name=old, next_run=None)
    Job.objects.create(task="stores.restock_notices.tell_restocks")

    migration.rename(apps, connection.schema_editor())

    assert not Schedule.objects.filter(name=old).exists()
    assert Schedule.objects.get(name=new).next_run is None
    assert Job.objects.get().task == "stores.restock_notices.notify_restocks"


def test_old_names_beside_new_ones_are_removed(db):
    Schedule.objects.create(name="Forget old routes", task="x", minutes=1)

    migration.rename(apps, connection.schema_editor())

    assert Schedule.objects.filter(name__endswith="old routes").count() == 1


def test_every_new_name_is_installed(db):
    installed = set(Schedule.objects.values_list("name", flat=True))

    assert set(migration.NAMES.values()) <= installed
