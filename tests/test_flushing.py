"""The flush after a transactional test restores the initial rows."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TransactionTestCase

from config.schedules import SCHEDULES
from jobs.models import Schedule
from orders.models import Order, OrderMove
from stores.models import Category
from tests.factories import place

pytestmark = pytest.mark.django_db(transaction=True)


def flush():
    TransactionTestCase("__init__")._fixture_teardown()


def test_rows_of_a_test_are_deleted_even_in_append_only_tables(ann, noodles):
    place(ann, noodles)

    flush()

    assert (Order.objects.count(), OrderMove.objects.count()) == (0, 0)


def test_initial_rows_are_restored(ann):
    before = [list(model.objects.order_by("pk").values()) for model in (Permission, Category)]
    Schedule.objects.filter(minutes=1).delete()
    ann.user_permissions.set(Permission.objects.all())
    Permission.objects.all().delete()
    Category.objects.all().delete()

    flush()

    after = [list(model.objects.order_by("pk").values()) for model in (Permission, Category)]
    assert after == before
    assert {row.name for row in Schedule.objects.all()} == {row.name for row in SCHEDULES}


def test_a_changed_row_is_restored_and_unchanged_tables_keep_theirs():
    before = list(Category.objects.order_by("pk").values())
    versions = versions_of(Permission)
    Category.objects.filter(pk=before[0]["id"]).update(name="Changed")

    flush()

    assert list(Category.objects.order_by("pk").values()) == before
    assert versions_of(Permission) == versions


def versions_of(model):
    """Which transaction wrote each row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, xmin::text FROM {model._meta.db_table} ORDER BY id")
        return cursor.fetchall()


def test_triggers_fire_after_the_flush():
    flush()

    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
