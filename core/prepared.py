"""SELECTs whose SQL is written once a process: Django takes longer to write one than PostgreSQL to run it.

    @Prepared
    def payment_by_key(key: str) -> QuerySet[Payment]:
        return Payment.objects.select_related("order").filter(key=key)

    payment = payment_by_key.get(key)

For the hottest queries only. The function is called once, with a placeholder for each argument. So nothing
else may change its SQL: what depends on the language, the time or a setting must be an argument, and an
argument is sent as it is. For a list as argument write `x__any` instead of `x__in`.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from inspect import signature
from typing import Any, ClassVar, Generic, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connections
from django.db.models import Field, Lookup, QuerySet, Value
from django.db.models.query import MAX_GET_RESULTS
from django.db.transaction import TransactionManagementError
from django.http import Http404

Row = TypeVar("Row")
Variant = Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]]

VALUE_TYPES = (
    int,
    str,
    UUID,
    date,
    Decimal,
    list,
)  # of arguments: psycopg2 adapts them as Django does


@Field.register_lookup
class AnyOf(Lookup):
    """`filter(x__any=[1, 2])`: as `in`, but the SQL is the same for any number of values."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, self.rhs]


class Argument:
    """What the function gets for each argument: it can be compared with a column, and with nothing else."""

    def __init__(self, position: int) -> None:
        self._placeholder = Placeholder(position)

    def resolve_expression(self, *_args: Any, **_options: Any) -> "Placeholder":
        return self._placeholder

    def __bool__(self) -> bool:
        raise TypeError("The SQL of a prepared query may not depend on an argument.")

    def __eq__(self, other: object) -> bool:
        return bool(self)

    __hash__ = None  # type: ignore[assignment]


class Placeholder(Value):
    """Stands for an argument in the SQL; its value is the argument's position.

    A Value, because Django writes no parentheses around that.
    """

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Prepared(Generic[Row]):
    """A function that returns a queryset, called as `all`, `first` or `get` of that queryset."""

    declared: ClassVar[list["Prepared[Any]"]] = []

    def __init__(self, queryset: Callable[..., QuerySet[Any, Row]]) -> None:
        self.queryset = queryset
        self.name = f"{queryset.__module__}.{queryset.__qualname__}"
        self._arguments = [*map(Argument, range(len(signature(queryset).parameters)))]
        self._querysets: dict[Variant, QuerySet[Any, Row]] = {}
        self._statements: dict[tuple[Variant, str], Statement] = {}
        self.declared.append(self)

    def all(self, *values: Any) -> list[Row]:
        return list(self._filled(_all, values))

    def first(self, *values: Any) -> Row | None:
        """The first row, or None."""
        return next(iter(self._filled(_first, values)), None)

    def get(self, *values: Any) -> Row:
        """The only row; raises DoesNotExist or MultipleObjectsReturned of the model, as a queryset does."""
        rows = list(self._filled(_get, values))
        if len(rows) == 1:
            return rows[0]
        model = self._of(_get).model
        wrong = model.MultipleObjectsReturned if rows else model.DoesNotExist
        raise wrong(f"{self.name} returned {len(rows)} rows.")

    def get_or_404(self, *values: Any) -> Row:
        """The same, but raises Http404 if there is none."""
        try:
            return self.get(*values)
        except ObjectDoesNotExist as missing:
            raise Http404(str(missing)) from missing

    def _filled(self, variant: Variant, values: Sequence[Any]) -> QuerySet[Any, Row]:
        self._refuse_unless_fitting(values)
        queryset = self._of(variant)
        alias = queryset.db  # the router's choice at this moment
        statement = self._statements.get((variant, alias))
        if statement is None:
            statement = written(queryset, alias, len(values))
            self._statements[variant, alias] = statement
        return statement.filled(values)

    def _of(self, variant: Variant) -> QuerySet[Any, Row]:
        """The queryset with placeholders, created at its first use; two threads may both do that."""
        queryset = self._querysets.get(variant)
        if queryset is None:
            queryset = self._querysets[variant] = variant(self.queryset(*self._arguments))
        return queryset

    def _refuse_unless_fitting(self, values: Sequence[Any]) -> None:
        if len(values) != len(self._arguments):
            raise TypeError(f"{self.name} takes {len(self._arguments)} arguments.")
        for value in values:
            if not isinstance(value, VALUE_TYPES):
                raise TypeError(f"{self.name} has another SQL for {value!r}, or cannot send it.")


@dataclass(frozen=True, slots=True)
class Statement:
    """The SQL of a queryset on one database, with what Django makes rows of its results by."""

    queryset: QuerySet[Any, Any]
    alias: str
    compiler: Any
    sql: str
    parameters: Sequence[Any]
    converters: dict[int, Any]

    def filled(self, values: Sequence[Any]) -> QuerySet[Any, Any]:
        """The queryset, not executed yet. It is for reading its rows: its filters would not work."""
        connection = connections[self.alias]
        if self.queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("A lock needs a transaction.")
        compiler = copy(self.compiler)  # the original may be in use by another thread
        compiler.connection = connection
        parameters = tuple(
            values[each.value] if isinstance(each, Placeholder) else each
            for each in self.parameters
        )
        compiler.as_sql = lambda: (self.sql, parameters)
        compiler.get_converters = lambda expressions: self.converters
        queryset = self.queryset.using(self.alias)
        cast(Any, queryset.query).get_compiler = lambda using: compiler
        return queryset


def written(queryset: QuerySet[Any, Any], alias: str, count: int) -> Statement:
    """Write the SQL; every one of the `count` arguments must be in it."""
    compiler: Any = queryset.query.get_compiler(using=alias)
    sql, parameters = compiler.as_sql()
    used = {each.value for each in parameters if isinstance(each, Placeholder)}
    if len(used) != count:
        raise TypeError(f"The SQL has {len(used)} of {count} arguments: {sql}")
    columns = [column for column, *_ in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    return Statement(queryset, alias, compiler, sql, parameters, converters)


def _all(queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return queryset


def _first(queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return (queryset if queryset.ordered else queryset.order_by("pk"))[:1]


def _get(queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return queryset.order_by()[:MAX_GET_RESULTS]
