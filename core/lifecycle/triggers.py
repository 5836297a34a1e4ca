"""PostgreSQL triggers made from the tables of moves: even raw SQL cannot make an illegal move."""

from collections.abc import Iterable, Sequence

from django.db.migrations.operations import RunSQL


def guard_moves_sql(table: str, first: str, pairs: Iterable[tuple[str, str]]) -> str:
    """SQL that lets rows of `table` start only in `first` and move only along `pairs`."""
    legal = ", ".join(f"('{source}', '{target}')" for source, target in pairs)
    return f"""
CREATE OR REPLACE FUNCTION {table}_guard_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> '{first}' THEN
      RAISE EXCEPTION '{table} begins as {first}, not as %', NEW.status USING ERRCODE = 'check_violation';
    END IF;
  ELSIF (OLD.status, NEW.status) NOT IN ({legal}) THEN
    RAISE EXCEPTION '{table} may not go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard_first ON {table};
DROP TRIGGER IF EXISTS guard_moves ON {table};
CREATE TRIGGER guard_first BEFORE INSERT ON {table}
  FOR EACH ROW EXECUTE FUNCTION {table}_guard_moves();
CREATE TRIGGER guard_moves BEFORE UPDATE OF status ON {table}
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION {table}_guard_moves();
"""


def append_only_sql(table: str, erasable: Iterable[str] = ()) -> str:
    """SQL that forbids changing or deleting rows of `table`, except emptying the texts `erasable`."""
    return f"""
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{_let_erase(list(erasable))}
  RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER IF EXISTS append_only ON {table};
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""


def _let_erase(columns: list[str]) -> str:
    """Personal data is erased after a term: a text may become empty while everything else is unchanged."""
    if not columns:
        return ""
    emptied = " AND ".join(f"NEW.{name} IN ('', OLD.{name})" for name in columns)
    names = ", ".join(f"'{name}'" for name in columns)
    return f"""
  IF TG_OP = 'UPDATE' THEN
    IF {emptied} AND to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}] THEN
      RETURN NEW;
    END IF;
  END IF;"""


class GuardMoves(RunSQL):
    """A migration operation; a test compares its trigger with the table of moves."""

    def __init__(self, table: str, first: str, pairs: list[tuple[str, str]]) -> None:
        super().__init__(guard_moves_sql(table, first, pairs), RunSQL.noop)
        self._args = (table, first, pairs)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__qualname__, list(self._args), {})


class AppendOnly(RunSQL):
    """A migration operation for history tables; the texts `erasable` may be emptied."""

    def __init__(self, table: str, erasable: Sequence[str] = ()) -> None:
        super().__init__(append_only_sql(table, erasable), RunSQL.noop)
        self._args = (table, erasable)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__qualname__, list(self._args), {})
