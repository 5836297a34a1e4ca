"""INSERTs whose SQL is written once a process, as core.prepared does for SELECTs.

For the hottest tables only: a row of history is written by every move.
"""

from functools import cache
from typing import Any, cast

from django.db import connections, router
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault


def insert(row: Model) -> None:
    """As `row.save(force_insert=True)` for a row without parents, but without signals.

    Sets the primary key where the database makes it. Every other field needs a value: TypeError for one whose
    value would come from the database.
    """
    _insert(row, ignores_conflicts=False)


def insert_unless_exists(row: Model) -> bool:
    """As `insert`, but False, and no row, where a unique constraint has its like already."""
    return _insert(row, ignores_conflicts=True)


def _insert(row: Model, *, ignores_conflicts: bool) -> bool:
    alias = router.db_for_write(type(row), instance=row)
    connection = cast(Any, connections[alias])
    is_numbered = row.pk is None
    sql, fields = _statement(type(row), is_numbered, ignores_conflicts)
    values = [_value(field, row, connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(connection.sql_to_execute(sql, len(values)), values)
        if not cursor.rowcount:
            return False
        if is_numbered:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, alias
    return True


@cache
def _statement(
    model: type[Model], is_numbered: bool, ignores_conflicts: bool
) -> "tuple[str, list[Field[Any, Any]]]":
    meta = model._meta
    fields = [each for each in meta.concrete_fields if not (is_numbered and each.primary_key)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    conflict = " ON CONFLICT DO NOTHING" if ignores_conflicts else ""
    key = f' RETURNING "{meta.pk.column}"' if is_numbered else ""
    return f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({marks}){conflict}{key}', fields


def _value(field: "Field[Any, Any]", row: Model, connection: Any) -> Any:
    value = field.pre_save(row, add=True)
    if isinstance(value, DatabaseDefault):
        raise TypeError(f"{field} needs a value of its own to be inserted like this.")
    return field.get_db_prep_save(value, connection)
