"""Copies orders, and all rows below them, by SQL until there are as many as wanted; see bench.migrations."""

from dataclasses import dataclass

ROOT = "orders_order"
# Texts of unique indexes, which need another value in each copy.
UNIQUE_TEXTS = {"number", "guest_key", "key", "reference", "event_key", "event_id"}

BELOW = """
WITH RECURSIVE below (table_id) AS (
  SELECT %s::regclass::oid
  UNION
  SELECT conrelid FROM pg_constraint JOIN below ON confrelid = table_id
  WHERE contype = 'f'
)
SELECT table_id::regclass::text FROM below
"""
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL),
  CASE WHEN a.atttypmod > 4 THEN a.atttypmod - 4 END, confrelid::regclass::text
FROM pg_attribute a
LEFT JOIN pg_constraint c ON c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    length: int | None
    target: str | None  # the table that it references


def fill(cursor, orders: int) -> dict[str, int]:
    """Copy until there are this many orders; returns the number of rows of each table that has any."""
    tables = [table for table in _tables(cursor) if _one(cursor, f"SELECT count(*) FROM {table}")]
    offsets = {table: _one(cursor, f"SELECT coalesce(max(id), 0) FROM {table}") for table in tables}
    copies = max(0, orders // _one(cursor, f"SELECT count(*) FROM {ROOT}") - 1)
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(_copy(table, _columns(cursor, table), offsets), {"copies": copies})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )
    return {table: _one(cursor, f"SELECT count(*) FROM {table}") for table in tables}


def _tables(cursor) -> list[str]:
    """The orders, and all tables below them, a table after those it references."""
    cursor.execute(BELOW, [ROOT])
    found = [name for (name,) in cursor.fetchall()]
    targets = {
        table: {c.target for c in _columns(cursor, table)} & set(found) - {table} for table in found
    }
    tables: list[str] = []
    while len(tables) < len(found):
        tables += [t for t in found if t not in tables and targets[t] <= set(tables)]
    return tables


def _columns(cursor, table: str) -> list[Column]:
    cursor.execute(COLUMNS, [table])
    return [Column(*row) for row in cursor.fetchall()]


def _copy(table: str, columns: list[Column], offsets: dict[str, int]) -> str:
    names = ", ".join(f'"{column.name}"' for column in columns)
    values = ", ".join(_value(table, column, offsets) for column in columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {values}"
        f" FROM {table}, generate_series(1, %(copies)s) AS copy"
    )


def _value(table: str, column: Column, offsets: dict[str, int]) -> str:
    name = f'"{column.name}"'
    if column.name == "id":
        return f"id + copy * {offsets[table]}"
    if column.target in offsets:
        return f"{name} + copy * {offsets[column.target]}"
    if column.kind == "uuid":
        return f"CASE WHEN {name} IS NOT NULL THEN gen_random_uuid() END"
    if column.name not in UNIQUE_TEXTS:
        return name
    if column.length == 8:
        return f"upper(lpad(to_hex(id + copy * {offsets[table]}), 8, '0'))"
    return f"CASE WHEN {name} = '' THEN '' ELSE left({name}, {column.length} - 7) || '-' || to_hex(copy) END"


def _one(cursor, query: str) -> int:
    cursor.execute(query)
    return cursor.fetchone()[0]
