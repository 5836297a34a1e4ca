"""Restores the database after transactional tests: its initial rows, and no others.

Django's own flush truncates every table, which takes longer than most tests, and sends post_migrate,
which creates content types, permissions and schedules again, and loses rows that migrations made.
Here the few rows of a test are deleted. The initial rows of a table are copied back from a separate schema,
but only where a test changed them: most do not, and the table would grow by dead rows.
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
# In PL/pgSQL, since a session plans its statements once. The lock waits for sessions that still write, such
# as that of a killed process. As a replica, without triggers: history tables refuse deletes, and foreign keys
# take time.
RESTORE = """
CREATE TABLE {copies}.restored AS SELECT txid_current() AS at;
CREATE FUNCTION {copies}.restore() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET session_replication_role = replica AS $$
DECLARE
    last bigint := (SELECT at FROM {copies}.restored);
BEGIN
    LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE;
    {statements}
END $$
"""
# Most tables are empty: a DELETE would open their indexes, too.
DELETE = """
    IF EXISTS (SELECT FROM public.{table}) THEN
        DELETE FROM public.{table};
    END IF;
"""
# No row was written since the last time, and none is missing.
REPLACE_CHANGED = """
    IF EXISTS (SELECT FROM public.{table} WHERE xmin::text::bigint > last)
        OR (SELECT count(*) FROM public.{table}) <> (SELECT count(*) FROM {copies}.{table})
    THEN
        DELETE FROM public.{table};
        INSERT INTO public.{table} ({columns}) SELECT {columns} FROM {copies}.{table};
        UPDATE {copies}.restored SET at = txid_current();
    END IF;
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
        if self.is_quick:
            run(f"SELECT {COPIES}.restore()")
            return
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        with transaction.atomic():
            run(*(self._fill(table, columns) for table, columns in self.initial.items()))

    def _fill(self, table, columns):
        return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {COPIES}.{table}"

    def _make_quick(self):
        """As a superuser, who may act as a replica."""
        place = {"host": str(TESTS.place.sockets), "port": connection.settings_dict["PORT"]}
        superuser = psycopg2.connect(
            **place, user="postgres", dbname=connection.settings_dict["NAME"]
        )
        statements = "\n".join(map(self._restore, self.tables))
        tables = ", ".join(f"public.{table}" for table in self.tables)
        with superuser, superuser.cursor() as cursor:
            cursor.execute(RESTORE.format(copies=COPIES, tables=tables, statements=statements))
        superuser.close()

    def _restore(self, table):
        if table in self.initial:
            columns = self.initial[table]
            return REPLACE_CHANGED.format(copies=COPIES, table=table, columns=columns)
        return DELETE.format(table=table)


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
