"""The registry of limits: what it refuses, what is read-only, what is beyond; on stores."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.limits import COUNTS, RESOURCES
from config.wiring import connect_all
from core import limits
from core.allowances import Allowances, LimitUsage
from core.limits import LimitReached
from stores.models import Store
from tests.factories import StoreFactory
from tests.racing import losers, together


def store_names(rows):
    return [row.name for row in rows]


@pytest.fixture
def three(bea):
    """Bea's stores, the oldest first."""
    now = timezone.now()
    return [
        StoreFactory(owner=bea, name=name, created_at=now - timedelta(days=age))
        for name, age in (("Old", 3), ("Middle", 2), ("New", 1))
    ]


def test_allowances_are_unlimited_unless_named():
    allowances = Allowances({"stores": 2, "staff": None}, frozenset({"events"}))

    assert [allowances.most(code) for code in ("stores", "staff", "events", "pages")] == [
        *(2, None, 0, None)
    ]


@pytest.mark.parametrize(
    ("used", "most", "percent", "is_nearly_used", "is_beyond"),
    [
        (3, None, None, False, False),
        (7, 10, 70, False, False),
        (8, 10, 80, True, False),
        (10, 10, 100, True, False),
        (11, 10, 110, True, True),
        (0, 0, 100, False, False),
        (1, 0, 100, False, True),
    ],
)
def test_usage_warns_before_and_beyond_the_limit(used, most, percent, is_nearly_used, is_beyond):
    usage = LimitUsage("stores", "Stores", used, most)

    assert (usage.percent, usage.is_nearly_used, usage.is_beyond) == (
        *(percent, is_nearly_used, is_beyond),
    )


@pytest.fixture
def no_source():
    limits.connect(RESOURCES, COUNTS)
    yield
    connect_all()


def test_nothing_is_asked_without_a_source(no_source, three, bea, django_assert_num_queries):
    with django_assert_num_queries(0), limits.growing(bea.pk):
        limits.refuse_beyond("stores", bea.pk)
        assert not limits.is_read_only(three[2])


def test_a_limit_refuses_one_more(three, bea, allow):
    allow(bea, stores=4)
    limits.refuse_beyond("stores", bea.pk)

    allow(bea, stores=3)
    with pytest.raises(LimitReached, match="Your plan includes 3 stores"):
        limits.refuse_beyond("stores", bea.pk)


def test_what_is_switched_off_has_its_own_sentence(bea, allow):
    allow(bea, stores=5, off=["events"])

    with pytest.raises(LimitReached, match="The plan includes no events"):
        limits.refuse_beyond("events", bea.pk)


def test_limits_are_of_one_owner_only(three, bea, ann, allow):
    allow(bea, stores=0)

    limits.refuse_beyond("stores", ann.pk)
    limits.refuse_beyond("stores", None)


def test_the_oldest_rows_stay_writable(three, bea, allow):
    allow(bea, stores=2)

    assert [limits.is_read_only(store) for store in three] == [False, False, True]


def test_a_row_is_writable_again_once_another_goes(three, bea, allow):
    allow(bea, stores=2)
    Store.objects.filter(pk=three[0].pk).update(archived_at=timezone.now())

    assert not limits.is_read_only(three[2])


def test_a_row_is_writable_again_once_the_limit_rises(three, bea, allow):
    allow(bea, stores=2)
    assert limits.is_read_only(three[2])

    allow(bea, stores=3)
    assert not limits.is_read_only(three[2])


def test_rows_of_other_models_are_never_read_only(ann, bea, allow):
    allow(bea, stores=0)

    assert not limits.is_read_only(ann)


def test_what_would_be_beyond_other_limits_is_named(three, bea, allow):
    found = limits.beyond(bea.pk, Allowances({"stores": 1}))

    assert {code: store_names(rows) for code, rows in found.items()} == {
        "stores": ["Middle", "New"]
    }


def test_usage_is_of_every_resource_and_count(three, bea, allow):
    allow(bea, stores=5, orders=100)

    usage = {each.code: (each.used, each.most) for each in limits.usage_of(bea.pk)}

    assert usage == {
        "stores": (3, 5),
        **dict.fromkeys(("staff", "campaigns", "pages", "events"), (0, None)),
        "orders": (0, 100),
    }


def test_growth_beyond_a_limit_is_undone(three, bea, allow):
    allow(bea, stores=3)

    with pytest.raises(LimitReached), limits.growing(bea.pk):
        StoreFactory(owner=bea)

    assert bea.stores.count() == 3


def test_who_is_beyond_already_may_do_what_adds_nothing(three, bea, allow):
    allow(bea, stores=1)

    with limits.growing(bea.pk):
        Store.objects.filter(pk=three[0].pk).update(name="Older")


def test_growth_of_what_was_not_asked_for_is_allowed(three, bea, allow):
    allow(bea, stores=3)

    with limits.growing(bea.pk, ["staff"]):
        StoreFactory(owner=bea)


def test_allowances_are_read_once_a_request(bea, allow):
    allow(bea, stores=3)

    with limits.remembered():
        limits.allowances_of(bea.pk)
        limits.allowances_of(bea.pk)
        assert allow.asked == [bea.pk]

        allow(bea, stores=4)
        assert limits.allowances_of(bea.pk).most("stores") == 4

    limits.allowances_of(bea.pk)
    assert allow.asked == [bea.pk] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_the_last_one_is_added_once(three, bea, allow, turn):
    allow(bea, stores=4)

    @transaction.atomic
    def add():
        limits.refuse_beyond("stores", bea.pk)
        StoreFactory(owner=User.objects.get(pk=bea.pk))

    results = together(add, add, add)

    assert [type(each) for each in losers(results)] == [LimitReached] * 2
    assert bea.stores.count() == 4
