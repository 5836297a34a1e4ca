"""Operations for migrations of tables that are in use; docs/migrations.md says why."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation


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
