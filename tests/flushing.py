"""Restores the database after transactional tests: its initial rows, and no others.

Django's own flush truncates every table, which takes longer than most tests, and sends post_migrate,
which creates content types, permissions and schedules again, and loses rows that migrations made.
Here the few rows of a test are deleted and the initial rows are copied back from a separate schema.
"""

from contextlib import contextmanager

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from devtools.postgres.server import TESTS
from tests.serving import finish_requests

COPIES = "initial_rows"  # the schema of the copies
DELETE_ROWS = """
CREATE FUNCTION {copies}.delete_rows() RETURNS void LANGUAGE sql SECURITY DEFINER
SET session_replication_role = replica AS $$ {statements} $$
"""


class Flush:
    """Created once the database has its schema; called after each transactional test."""

    def __init__(self):
        tables = connection.introspection.django_table_names(only_existing=True)
        migrations = MigrationRecorder.Migration._meta.db_table
        self.tables = [name(table) for table in tables if table != migrations]
        self.initial = {table: columns(table) for table in self.tables if has_rows(table)}
        copies = [f"CREATE TABLE {COPIES}.{table} AS TABLE {table}" for table in self.initial]
        run(f"CREATE SCHEMA {COPIES}", *copies)
        self._is_postponed = False
        self.is_quick = not settings.DATABASE_URL
        if self.is_quick:
            self._make_quick()

    def __call__(self):
        finish_requests()
        if not self._is_postponed:
            self._flush()

    @contextmanager
    def postponed(self):
        """Flush only after the block, not after each test within it."""
        self._is_postponed = True
        try:
            yield
        finally:
            self._is_postponed = False
            self()

    def _flush(self):
        with transaction.atomic():
            self._empty()
            run(*(self._fill(table, columns) for table, columns in self.initial.items()))

    def _fill(self, table, columns):
        return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {COPIES}.{table}"

    def _make_quick(self):
        """Disable triggers, as a superuser: history tables refuse deletes, foreign keys take time."""
        deletes = "; ".join(f"DELETE FROM public.{table}" for table in self.tables)
        place = {"host": str(TESTS.place.sockets), "port": connection.settings_dict["PORT"]}
        superuser = psycopg2.connect(
            **place, user="postgres", dbname=connection.settings_dict["NAME"]
        )
        with superuser, superuser.cursor() as cursor:
            cursor.execute(DELETE_ROWS.format(copies=COPIES, statements=deletes))
        superuser.close()

    def _empty(self):
        if self.is_quick:
            # Waits for sessions that still write, such as that of a killed process.
            lock = f"LOCK TABLE {', '.join(self.tables)} IN SHARE ROW EXCLUSIVE MODE"
            run(lock, f"SELECT {COPIES}.delete_rows()")
        else:
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


def name(table):
    return connection.ops.quote_name(table)


def has_rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
        return cursor.fetchone()[0]


def columns(table):
    """The columns that are not generated."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [table],
        )
        return ", ".join(name for [name] in cursor.fetchall())


def run(*statements):
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements))
