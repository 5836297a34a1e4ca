"""SELECTs that PostgreSQL itself prepares: parsed and planned once a session, a quarter of its work."""

from typing import Any

from django.db.backends.postgresql import base

from jobs.pooler import is_pooled


class PreparingWrapper(base.DatabaseWrapper):
    """`sql_to_execute` replaces SQL that is used again and again by EXECUTE of what this session prepared.

    A pooler in transaction mode hands out another session each time, which has not prepared it: nothing is
    prepared then.
    """

    settings_dict: dict[str, Any]
    _statement_names: dict[str, str]  # by SQL; empty for what was executed once
    _prepared_count = 0  # in this session
    _may_prepare: bool | None = None

    def connect(self) -> None:
        super().connect()
        self._statement_names, self._prepared_count, self._may_prepare = {}, 0, None

    def close_if_unusable_or_obsolete(self) -> None:
        """Called before and after each request and job."""
        if self.errors_occurred and self.connection is not None:
            # A migration may have changed the type of a column: then EXECUTE always fails. What was
            # prepared stays in the session until that ends, so its names are not used again.
            self._statement_names = {}
        super().close_if_unusable_or_obsolete()

    def sql_to_execute(self, sql: str, count: int) -> str:
        """`sql`, or an EXECUTE with the same `count` parameters; the second use in a session prepares it."""
        if not self.settings_dict.get("PREPARE_STATEMENTS"):
            return sql
        # As Django does before a query, but here before the choice: a new session has prepared nothing.
        self.close_if_health_check_failed()
        self.ensure_connection()
        name = self._statement_names.get(sql)
        if name is None:
            self._statement_names[sql] = ""
            return sql
        if not name:
            if not self._is_own_session():
                return sql
            name = self._statement_names[sql] = self._prepare(sql, count)
        return f"EXECUTE {name} ({', '.join(['%s'] * count)})" if count else f"EXECUTE {name}"

    def _prepare(self, sql: str, count: int) -> str:
        self._prepared_count += 1
        name = f"statement_{self._prepared_count}"
        numbered = sql % tuple(f"${number + 1}" for number in range(count))
        with self.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {numbered}")
        return name

    def _is_own_session(self) -> bool:
        if self._may_prepare is None:
            with self.cursor() as cursor:
                self._may_prepare = not is_pooled(cursor)
        return self._may_prepare
