"""Renames verbs in append-only histories, for migrations."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.migrations.operations import RunPython

BATCH = 5_000  # rows: blocks inserts into their table for about a tenth of a second


def rename_verbs(table: str, names: Mapping[str, str]) -> RunPython:
    """An operation that replaces verbs in the rows of a history; `names` maps old to new ones.

    For migrations with `atomic = False`: writes continue between two batches. It may be run twice.
    """
    return RunPython(partial(_rename, table, names), RunPython.noop, elidable=True)


def _rename(table: str, names: Mapping[str, str], apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id) - 1, max(id) FROM {table}")
        before, last = cursor.fetchone()
        for first in range(before or 0, last or 0, BATCH):
            with transaction.atomic(using=connection.alias):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
                cursor.execute(
                    f"UPDATE {table} SET verb = %s::jsonb ->> verb"
                    " WHERE id > %s AND id <= %s AND verb = ANY(%s)",
                    [json.dumps(dict(names)), first, first + BATCH, list(names)],
                )
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
