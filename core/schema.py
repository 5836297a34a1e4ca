"""Operations for migrations of tables that are in use; docs/migrations.md says why."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import AlterField, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.models import ForeignKey


class AtOnce(SeparateDatabaseAndState):
    """These operations, their SQL executed together: no lock is held while Django prepares the next one.

    For operations whose SQL does not depend on the rows, or on what the others changed in the database.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, [self.database_operations], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The states between the operations are kept for their SQL: Django would make them again."""
        self.states = []
        for operation in self.state_operations:
            operation.state_forwards(app_label, state)
            self.states.append(state.clone())

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        with schema_editor.connection.schema_editor(collect_sql=True, atomic=False) as collecting:
            for operation in self.database_operations:
                after = self.states.pop(0)
                operation.database_forwards(app_label, collecting, from_state, after)
                from_state = after
        schema_editor.execute("\n".join(collecting.collected_sql), params=None)


def drop_index_of_foreign_key(
    model_name: str, name: str, field: ForeignKey[Any, Any], index: str
) -> SeparateDatabaseAndState:
    """In a migration that is not atomic. AlterField would check all rows again, with both tables locked."""
    drop = RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index}", RunSQL.noop)
    return SeparateDatabaseAndState([drop], [AlterField(model_name, name, field)])
