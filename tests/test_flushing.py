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


def test_triggers_fire_after_the_flush():
    flush()

    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
