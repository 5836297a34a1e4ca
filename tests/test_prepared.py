"""Each prepared SELECT has the SQL and the rows of its queryset, in any language and time zone."""

from inspect import signature

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from core.prepared import Argument, Placeholder, Prepared
from tests.factories import OrderFactory, ProductFactory, paid_for


def guest_order():
    return OrderFactory(customer=None, guest_key="secret")


# For each of them: creates rows for it to find, and returns its arguments.
SAMPLES = {
    "orders.views.cart.product_to_add": lambda: [ProductFactory().pk],
    "orders.views.guest.order_of_guest": lambda: [guest_order().guest_key],
    "payments.views.pay.payment_by_key": lambda: [paid_for(guest_order()).payments.get().key],
}


def content(row, *within):
    """A row as plain data, with all rows that were loaded with it."""
    if isinstance(row, QuerySet):
        return [content(each, *within) for each in row]
    if not isinstance(row, Model) or row in within:
        return row
    loaded = {**row.__dict__, **row._state.fields_cache}
    loaded |= loaded.pop("_prefetched_objects_cache", {})
    del loaded["_state"]
    return {name: content(value, row, *within) for name, value in loaded.items()}


def observed(queryset):
    """The SQL of a queryset, and what its rows contain."""
    with CaptureQueriesContext(connection) as asked:
        rows = list(queryset())
    return [query["sql"] for query in asked], [content(row) for row in rows]


@pytest.fixture(params=Prepared.declared, ids=lambda prepared: prepared.name)
def prepared(request, db):
    return request.param


def test_its_sql_and_its_rows_are_those_of_its_queryset(prepared):
    values = SAMPLES[prepared.name]()
    expected = observed(lambda: prepared.queryset(*values))

    first, later = (observed(lambda: prepared.all(*values)) for _ in range(2))

    assert first == later == expected
    assert expected[1], "no row to compare"


def test_its_sql_depends_on_nothing_but_its_arguments(prepared):
    arguments = [*map(Argument, range(len(signature(prepared.queryset).parameters)))]

    def statement():
        sql, values = prepared.queryset(*arguments).query.sql_with_params()
        return sql, [value for value in values if not isinstance(value, Placeholder)]

    with translation.override("en"), timezone.override("UTC"):
        one = statement()
    with translation.override("ko"), timezone.override("Asia/Seoul"):
        assert statement() == one


def test_every_sample_is_of_a_prepared_select():
    assert SAMPLES.keys() == {prepared.name for prepared in Prepared.declared}
