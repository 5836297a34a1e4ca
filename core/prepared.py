"""SELECTs whose SQL is written once a process: Django takes longer to write one than PostgreSQL to run it.

    @Prepared
    def payment_by_key(key: str) -> QuerySet[Payment]:
        return Payment.objects.select_related("order").filter(key=key)

    payment = payment_by_key.get(key)

For the hottest queries only. The function is called once, with a placeholder for each argument. So nothing
else may change its SQL: what depends on the language, the time or a setting must be an argument, and an
argument is sent as it is. For a list as argument write `x__any` instead of `x__in`.

“Prepared” says that Django's work is done once a process. That PostgreSQL, too, prepares the SQL (PREPARE and
EXECUTE), once a session, is up to the connection: core.postgresql.preparing.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from inspect import signature
from typing import Any, ClassVar, Generic, TypeVar, cast
from uuid import UUID

from django.db import connections
from django.db.models import Field, ForeignObject, Lookup, Manager, Model, Prefetch, QuerySet, Value
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import BaseExpression
from django.db.models.query import MAX_GET_RESULTS
from django.db.transaction import TransactionManagementError
from django.http import Http404

Row = TypeVar("Row")

BITS = 63  # of a bigint, without its sign

# Of arguments: psycopg2 adapts these as Django does.
VALUE_TYPES = (int, float, str, UUID, date, time, Decimal, list)


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(Lookup):
    """`filter(x__any=[1, 2])`: as `in`, but the SQL is the same for any number of values.

    Or of an array in the database, such as an ArraySubquery.
    """

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, BaseExpression):
            array, values = compiler.compile(self.rhs)
        else:
            array, values = "%s", [self.rhs]
        return f"{column} = ANY({array})", [*parameters, *values]


class Argument:
    """What the function gets for each argument: it can go into the SQL, and be compared with nothing else."""

    def __init__(self, position: int) -> None:
        self.position = position

    def resolve_expression(self, *_args: Any, **_options: Any) -> "Placeholder":
        return Placeholder(self)

    def __bool__(self) -> bool:
        raise TypeError("The SQL of a prepared query may not depend on an argument.")

    def __eq__(self, other: object) -> bool:
        return bool(self)

    __hash__ = object.__hash__


class Placeholder(Value):
    """Writes an argument; a Value, because Django writes no parentheses around that."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self.value]


class Prepared(Generic[Row]):
    """A function that returns a queryset, called as `all`, `find` or `get` of that queryset."""

    declared: ClassVar[list["Prepared[Any]"]] = []

    def __init__(
        self,
        queryset: Callable[..., QuerySet[Any, Row]],
        *,
        arguments: int | None = None,
        is_declared: bool = True,
    ) -> None:
        """`arguments` is how many there are, where the function takes any number."""
        self.queryset = queryset
        self.name = f"{queryset.__module__}.{queryset.__qualname__}"
        count = len(signature(queryset).parameters) if arguments is None else arguments
        self._arguments = [*map(Argument, range(count))]
        self._statements: dict[bool, Statement] = {}
        if is_declared:
            self.declared.append(self)

    def all(self, *values: Any) -> list[Row]:
        return self._rows(values, single=False)

    def find(self, *values: Any) -> Row | None:
        """The only row, or None. Raises MultipleObjectsReturned of the model."""
        rows = self._rows(values, single=True)
        if len(rows) > 1:
            raise self._model.MultipleObjectsReturned(self._count_message(rows))
        return rows[0] if rows else None

    def get(self, *values: Any) -> Row:
        """The only row. Raises DoesNotExist or MultipleObjectsReturned of the model, as a queryset does."""
        row = self.find(*values)
        if row is None:
            raise self._model.DoesNotExist(self._count_message([]))
        return row

    def get_or_404(self, *values: Any) -> Row:
        row = self.find(*values)
        if row is None:
            raise Http404(self._count_message([]))
        return row

    def _rows(self, values: Sequence[Any], *, single: bool) -> list[Row]:
        self._refuse_unless_fitting(values)
        statement = self._statements.get(single)
        if statement is None:  # its first use; two threads may both write it
            queryset = self.queryset(*self._arguments)
            # As in QuerySet.get: ordering one row is of no use.
            queryset = queryset.order_by()[:MAX_GET_RESULTS] if single else queryset
            statement = self._statements[single] = compile_statement(queryset, len(values))
        return statement.rows(values)

    @property
    def _model(self) -> Any:
        return self._statements[True].queryset.model

    def _refuse_unless_fitting(self, values: Sequence[Any]) -> None:
        if len(values) != len(self._arguments):
            raise TypeError(f"{self.name} takes {len(self._arguments)} arguments.")
        for value in values:
            if not isinstance(value, VALUE_TYPES):
                raise TypeError(f"{self.name} has another SQL for {value!r}, or cannot send it.")

    def _count_message(self, rows: Sequence[Row]) -> str:
        return f"{self.name} found {len(rows)} rows."


@dataclass(frozen=True, slots=True)
class Statement:
    """The SQL of a queryset, with what Django makes rows of its results by."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str  # with %s for arguments only
    positions: Sequence[int]  # of those arguments
    converters: dict[int, Any]
    children: Sequence["Children"]

    def rows(self, values: Sequence[Any]) -> list[Any]:
        rows = list(self._filled(values))
        for each in self.children:
            each.attach_to(rows)
        return rows

    def _filled(self, values: Sequence[Any]) -> QuerySet[Any, Any]:
        """The queryset, not executed yet."""
        connection: Any = connections[self.queryset.db]
        if self.queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("A lock needs a transaction.")
        compiler = copy(self.compiler)  # the original may be in use by another thread
        compiler.connection = connection
        parameters = tuple(values[position] for position in self.positions)
        sql = self.sql
        # Equal to no integer of a table; as a parameter PostgreSQL would refuse it.
        if not any(isinstance(each, int) and each.bit_length() > BITS for each in parameters):
            sql = connection.sql_to_execute(sql, len(parameters))
        compiler.as_sql = lambda: (sql, parameters)
        compiler.get_converters = lambda expressions: self.converters
        queryset = self.queryset.all()
        cast(Any, queryset.query).get_compiler = lambda using: compiler
        return queryset


def compile_statement(queryset: QuerySet[Any, Any], count: int) -> Statement:
    """Write the SQL; every one of the `count` arguments must be in it."""
    compiler: Any = queryset.query.get_compiler(using=queryset.db)
    sql, parameters = compiler.as_sql()
    positions = [each.position for each in parameters if isinstance(each, Argument)]
    used = len(set(positions))
    if used != count:
        raise TypeError(f"The SQL has {used} of {count} arguments: {sql}")
    columns = [column for column, *_ in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    lookups = cast(Any, queryset)._prefetch_related_lookups
    children = [Children(queryset.model, each) for each in lookups]
    queryset = queryset.prefetch_related(None) if children else queryset  # not after union()
    sql = _with_constants(sql, parameters, compiler.connection)
    return Statement(queryset, compiler, sql, positions, converters, children)


def _with_constants(sql: str, parameters: Sequence[Any], connection: Any) -> str:
    """The SQL with its constants written into it, and `%s` for each argument.

    Where PostgreSQL prepares it, a plan for any parameters cannot use an index of some rows (a partial one)
    if its condition compares with one of them.
    """
    texts = (
        "%s"
        if isinstance(each, Argument)
        else connection.ops.compose_sql("%s", [each]).replace("%", "%%")
        for each in parameters
    )
    return sql.replace("%%", "%%%%") % tuple(texts)


class Children:
    """What `prefetch_related` names, from the other side of a foreign key: a prepared SELECT, too.

    The rows on the path to it must have been loaded before: a lookup for each step, or select_related.
    """

    def __init__(self, model: type[Model], lookup: str | Prefetch) -> None:
        given: Any = lookup if isinstance(lookup, Prefetch) else Prefetch(lookup)
        *self._path, self._name = given.prefetch_through.split(LOOKUP_SEP)
        for step in self._path:
            model = cast(Any, model._meta.get_field(step).related_model)
        relation: Any = model._meta.get_field(self._name)
        if not relation.one_to_many or given.to_attr:
            raise TypeError(f"Only reverse foreign keys can be prefetched here: {given}")
        self._field = relation.field
        self._queryset = given.queryset
        if self._queryset is None:
            self._queryset = relation.related_model._default_manager.all()
        self._prepared = Prepared(self._of_parents, is_declared=False)

    def attach_to(self, rows: Sequence[Any]) -> None:
        """Fill the caches that Django's own prefetch_related fills."""
        parents = rows
        for step in self._path:
            parents = [parent for row in parents for parent in _related(row, step)]
        by_key = {parent.pk: parent for parent in parents}
        if not by_key:
            return
        found: dict[Any, list[Any]] = {key: [] for key in by_key}
        for child in self._prepared.all([*by_key]):
            key = getattr(child, self._field.attname)
            found[key].append(child)
            if not self._field.is_cached(child):
                self._field.set_cached_value(child, by_key[key])
        for parent in parents:
            # A copy, since it gets the parent as a hint.
            queryset = getattr(parent, self._name)._apply_rel_filters(self._queryset.all())
            queryset._result_cache, queryset._prefetch_done = found[parent.pk], True
            parent.__dict__.setdefault("_prefetched_objects_cache", {})[self._name] = queryset

    def _of_parents(self, keys: Any) -> QuerySet[Any, Any]:
        children: QuerySet[Any, Any] = self._queryset.filter(**{f"{self._field.name}__any": keys})
        return children


def _related(row: Any, step: str) -> Iterable[Any]:
    related = getattr(row, step)
    if isinstance(related, Manager):
        return related.all()
    return [] if related is None else [related]
