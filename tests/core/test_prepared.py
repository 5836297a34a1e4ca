"""Prepared SELECTs return what their querysets return. Those of the apps: tests/test_prepared.py."""

import sys
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Prefetch
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from core.prepared import Prepared
from orders.models import Order
from stores.models import Category, MenuSection, Product, Store
from tests.factories import OrderFactory, ProductFactory, StoreFactory
from tests.racing import together


@pytest.fixture(autouse=True)
def undeclared():
    """Those of a test are not the site's."""
    declared = [*Prepared.declared]
    yield
    Prepared.declared[:] = declared


@pytest.fixture
def store_named():
    return Prepared(lambda name: Store.objects.select_related("category").filter(name=name))


def test_rows_are_as_the_queryset_returns_them(store, store_named, django_assert_num_queries):
    category = store.category
    for _first_and_later in range(2):
        with django_assert_num_queries(1):
            [found] = store_named.all("냉면집")
            assert (found, found.category) == (store, category)

    assert found.__dict__.keys() == store_named.queryset("냉면집").get().__dict__.keys()


def test_the_sql_is_written_once(store, store_named, monkeypatch):
    store_named.get("냉면집")
    monkeypatch.setattr(SQLCompiler, "as_sql", None)

    assert store_named.get("냉면집") == store


def test_each_use_has_its_own_arguments_and_rows(store_named, db):
    StoreFactory(name="Tea")
    StoreFactory(name="Rice")

    first, second = store_named.all("Tea"), store_named.all("Rice")

    assert [one.name for one in (*first, *second)] == ["Tea", "Rice"]
    assert store_named.all("Tea")[0] is not first[0]


def test_one_row_is_found_without_ordering(store_named, store):
    with CaptureQueriesContext(connection) as asked:
        assert store_named.find("냉면집") == store_named.get("냉면집") == store
        Store.objects.select_related("category").get(name="냉면집")

    assert len({query["sql"] for query in asked}) == 1
    assert store_named.find("Rice") is None


def test_get_wants_exactly_one(store_named, db):
    StoreFactory.create_batch(2, name="Tea")

    with pytest.raises(Store.DoesNotExist):
        store_named.get("Rice")
    with pytest.raises(Http404):
        store_named.get_or_404("Rice")
    for only in (store_named.get, store_named.find, store_named.get_or_404):
        with pytest.raises(Store.MultipleObjectsReturned):
            only("Tea")


def test_one_sql_serves_any_number_of_values(noodles):
    among = Prepared(lambda keys: Product.objects.filter(pk__any=keys))
    tea = ProductFactory(name="Tea", store=noodles.store)

    answers = [among.all(keys) for keys in ([], [tea.pk], [tea.pk, noodles.pk])]

    assert [len(found) for found in answers] == [0, 1, 2]
    assert answers[2] == list(among.queryset([tea.pk, noodles.pk]))


def test_values_are_as_the_queryset_returns_them(noodles):
    values = Prepared(lambda name: Product.objects.filter(name=name).values("pk", "price"))

    assert values.all("물냉면") == list(values.queryset("물냉면"))


@pytest.fixture
def with_products(db):
    sections = MenuSection.objects.prefetch_related("products")
    return Prepared(
        lambda category: Category.objects.filter(slug=category).prefetch_related(
            "stores", Prefetch("stores__sections", sections)
        )
    )


def test_children_are_prefetched_for_all_parents_at_once(with_products, django_assert_num_queries):
    products = ProductFactory.create_batch(3)

    for _first_and_later in range(2):
        with django_assert_num_queries(4):
            [category] = with_products.all("korean")
            found = {
                product.pk: product.section.store.category
                for store in category.stores.all()
                for section in store.sections.all()
                for product in section.products.all()
            }

    assert found.keys() == {product.pk for product in products}
    assert all(each is category for each in found.values())


def test_a_prefetched_relation_can_still_be_filtered(with_products):
    one, other = ProductFactory.create_batch(2)

    [category] = with_products.all("korean")
    first, _second = sorted(category.stores.all(), key=lambda store: store.pk)

    assert first.sections.filter(pk=one.section_id).exists()
    assert not first.sections.filter(pk=other.section_id).exists()


def test_nothing_is_asked_for_the_children_of_no_parent(with_products, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert with_products.all("no-such-category") == []


@pytest.mark.parametrize("lookup", ["category", Prefetch("sections", to_attr="parts")])
def test_other_prefetches_than_of_reverse_foreign_keys_are_refused(db, lookup):
    stores = Store.objects.prefetch_related(lookup)

    with pytest.raises(TypeError):
        Prepared(lambda name: stores.filter(name=name)).all("Tea")


@pytest.mark.parametrize("value", [None, (1, 2), {}, object()])
def test_what_would_change_the_sql_or_cannot_be_sent_is_refused(db, value, store_named):
    with pytest.raises(TypeError):
        store_named.all(value)


@pytest.mark.parametrize(
    "make",
    [
        lambda name: Store.objects.filter(name=name) if name else Store.objects.all(),
        lambda name: Store.objects.all(),
    ],
)
def test_sql_that_depends_on_an_argument_otherwise_is_refused(db, make):
    with pytest.raises(TypeError):
        Prepared(make).all("Tea")


def test_a_lock_needs_a_transaction_each_time(transactional_db):
    order = OrderFactory()
    locked = Prepared(lambda pk: Order.objects.select_for_update(of=("self",)).filter(pk=pk))
    with transaction.atomic():
        assert locked.get(order.pk) == order

    with pytest.raises(TransactionManagementError):
        locked.get(order.pk)


def test_threads_use_their_own_connections(transactional_db, store_named):
    names = ["Tea", "Rice", "Noodles", "Soup"]
    for name in names:
        StoreFactory(name=name)

    def find_often(name):
        return {store_named.get(name).name for _ in range(50)}

    assert together(*(lambda name=name: find_often(name) for name in names)) == [
        {name} for name in names
    ]


@pytest.fixture
def threads_switch_often():
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_threads_may_write_its_sql_at_once(transactional_db, threads_switch_often):
    """Django changes a query while it writes its SQL: two threads must not share one."""
    order = OrderFactory()
    for _round in range(40):
        numbered = Prepared(
            lambda number: Order.objects.select_related("store").filter(number=number),
            is_declared=False,
        )

        assert together(*[partial(numbered.get, order.number)] * 3) == [order] * 3
        assert numbered.get(order.number) == order


def test_the_private_parts_of_django_are_as_core_prepared_needs_them(db):
    """If this fails after an upgrade of Django, see what Statement._filled replaces in a compiler.

    Children also use the private `_apply_rel_filters` of a related manager.
    """
    queryset = Store.objects.select_related("category").filter(name="Tea")
    compiler = queryset.query.get_compiler(using="default")
    asked = []
    sql = compiler.as_sql()
    compiler.as_sql = lambda: asked.append("as_sql") or sql
    compiler.get_converters = lambda expressions: asked.append("get_converters") or {}
    queryset.query.get_compiler = lambda using: asked.append("get_compiler") or compiler

    assert queryset._iterable_class is ModelIterable
    assert (compiler.connection, compiler.col_count) == (connection, len(compiler.select))
    assert list(queryset) == []
    assert asked == ["get_compiler", "as_sql", "get_converters"]
    assert callable(Store().sections._apply_rel_filters)
