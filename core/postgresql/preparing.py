"""SELECTs that PostgreSQL itself prepares: parsed and planned once a session, a quarter of its work."""

from typing import Any

from django.db.backends.postgresql import base


class PreparingWrapper(base.DatabaseWrapper):
    """`executing` replaces SQL that is used again and again by EXECUTE of what this session prepared.

    A pooler in transaction mode hands out another session each time, which has not prepared it. It answers
    the login itself, with a process id other than the server's: nothing is prepared then.
    """

    settings_dict: dict[str, Any]
    _names: dict[str, str]  # by SQL; empty for what was executed once
    _prepared = 0  # statements of this session
    _may_prepare: bool | None = None

    def connect(self) -> None:
        super().connect()
        self._names, self._prepared, self._may_prepare = {}, 0, None

    def close_if_unusable_or_obsolete(self) -> None:
        """Called before and after each request and job."""
        if self.errors_occurred and self.connection is not None:
            self._names = {}  # a migration may have changed the type of a column: then EXECUTE fails for good
        super().close_if_unusable_or_obsolete()

    def executing(self, sql: str, parameters: int) -> str:
        """The SQL to execute with so many parameters; only the second use in a session prepares it."""
        if not self.settings_dict.get("PREPARE_STATEMENTS"):
            return sql
        self.close_if_health_check_failed()
        self.ensure_connection()
        name = self._names.get(sql)
        if name is None:
            self._names[sql] = ""
            return sql
        if not name:
            if not self._is_own_session():
                return sql
            name = self._names[sql] = self._prepare(sql, parameters)
        return (
            f"EXECUTE {name} ({', '.join(['%s'] * parameters)})"
            if parameters
            else f"EXECUTE {name}"
        )

    def _prepare(self, sql: str, parameters: int) -> str:
        self._prepared += 1
        name = f"statement_{self._prepared}"
        numbered = sql % tuple(f"${number + 1}" for number in range(parameters))
        with self.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {numbered}")
        return name

    def _is_own_session(self) -> bool:
        if self._may_prepare is None:
            with self.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self._may_prepare = cursor.fetchone() == (self.connection.info.backend_pid,)
        return self._may_prepare
