"""Migrations run while the site is in use; docs/migrations.md says what follows from that."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.operations import ValidateConstraint
from django.db import connection
from django.db.migrations import AlterField, CreateModel, RunSQL, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader

from coupons.models import Coupon
from notifications.models import Notice
from orders.models import Cart, CartLine, Order
from ticketing.models import Hold

# The last ones that were written before these rules.
OLDER = {
    "accounts": 4, "core": 2, "delivery": 6, "jobs": 2,
    "notifications": 3, "orders": 21, "payments": 17, "stores": 9,
}  # fmt: skip
TABLES = re.compile(r"(?:ALTER TABLE|TRIGGER [^;$]*?\sON) \"?(\w+)")


@pytest.fixture(scope="module")
def newer():
    ours = {
        app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR
    }
    migrations = MigrationLoader(None).disk_migrations.values()
    return [
        m for m in migrations if m.app_label in ours and int(m.name[:4]) > OLDER.get(m.app_label, 0)
    ]


@pytest.fixture(scope="module")
def created(newer):
    """The tables that the older version does not use."""
    return {
        table_of(m, op.name) for m in newer for op in m.operations if isinstance(op, CreateModel)
    }


def test_migrations_lock_one_table_in_a_transaction(newer, created):
    for migration in newer:
        tables = {table for op in migration.operations for table in locked(migration, op)} - created

        assert len(tables) <= 1 or not migration.atomic, f"{migration}: {tables}"


def test_migrations_lock_their_table_by_one_operation(newer, created):
    """Several are slow in Python, while the first one's lock is held."""
    for migration in newer:
        locking = [op for op in migration.operations if locked(migration, op) - created]

        assert len(locking) <= 1 or not migration.atomic, f"{migration}: use core.schema.AtOnce"


def test_no_migration_checks_foreign_keys_again(newer):
    """As AlterField does, with both tables locked."""
    altered = [
        f"{migration}: {operation.model_name}.{operation.name}"
        for migration in newer
        for outer in migration.operations
        for operation in statements(outer)
        if isinstance(operation, AlterField) and operation.field.remote_field
    ]

    assert altered == []


def locked(migration, operation):
    """The tables that it locks against writing."""
    return {table for op in statements(operation) for table in _locked(migration, op)}


def _locked(migration, operation):
    if isinstance(operation, RunSQL):
        return TABLES.findall(operation.sql)
    name = getattr(operation, "model_name", None)
    is_locking = name and not isinstance(operation, ValidateConstraint)
    return [table_of(migration, name)] if is_locking else []


def statements(operation):
    """What it does to the database, without what only changes the state."""
    if isinstance(operation, SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from statements(inner)
    else:
        yield operation


def table_of(migration, model):
    return apps.get_model(migration.app_label, model)._meta.db_table


# Of indexes that hold all rows: a partial one is smaller than what it begins.
PREFIXES = """
SELECT shorter.indexrelid::regclass::text
FROM pg_index AS shorter JOIN pg_index AS longer USING (indrelid)
WHERE indrelid = ANY(%s::regclass[]) AND shorter.indexrelid <> longer.indexrelid
AND NOT shorter.indisunique AND shorter.indpred IS NULL AND longer.indpred IS NULL
AND longer.indkey::text || ' ' LIKE shorter.indkey::text || ' %%'
AND longer.indclass::text || ' ' LIKE shorter.indclass::text || ' %%'
AND shorter.indexprs IS NULL
"""
OFTEN_WRITTEN = [Order, Cart, CartLine, Coupon, Notice, Hold]


@pytest.mark.django_db
def test_often_written_tables_have_no_index_that_another_begins_with():
    with connection.cursor() as cursor:
        cursor.execute(PREFIXES, [[model._meta.db_table for model in OFTEN_WRITTEN]])
        assert cursor.fetchall() == []
