"""The limits of an owner are those of the plan of today."""

from datetime import timedelta

import pytest

from billing.dunning.suspensions import suspend
from billing.models import BillingPlan
from billing.plan_changes import cancel, change_plan
from billing.plans.allowances import OVERDUE, allowances_of
from core import limits
from core.actors import SYSTEM
from core.allowances import UNLIMITED
from core.lifecycle import move
from core.limits import LimitReached
from tests.allowances import allow  # noqa: F401  a fixture
from tests.billing.factories import make_clock, make_version
from tests.billing.subscribers import new_tenant, noon, subscribed
from tests.factories import StoreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def free(db):
    plan = BillingPlan.objects.create(code="free", name="Free", is_default=True)
    make_version(plan=plan, base=0, limits={"stores": 9})
    return make_version(plan=plan, base=0, limits={"stores": 1})


@pytest.fixture
def big(db):
    return make_version("big", 50000, limits={"stores": 5}, features=["campaigns", "pages"])


def stores(owner, day="2026-01-20"):
    return allowances_of(owner.pk, noon(day)).most("stores")


def test_without_any_plan_nothing_is_limited(bea):
    assert allowances_of(bea.pk) == UNLIMITED


def test_without_a_subscription_the_default_plans_newest_version_counts(free, bea, dan):
    new_tenant(user=bea)

    assert (stores(bea), stores(dan)) == (1, 1)


def test_a_subscription_gives_its_limits_and_features(big, bea, django_assert_num_queries):
    subscribed(big, tenant=new_tenant(user=bea))

    with django_assert_num_queries(1):
        found = allowances_of(bea.pk, noon("2026-01-20"))

    assert (found.most("stores"), found.off, found.frozen) == (5, {"events"}, "")


def test_a_change_counts_from_its_day_by_the_tenants_zone(free, big, bea):
    subscription = subscribed(big, tenant=new_tenant(user=bea))
    change_plan(subscription, free, now=noon("2026-01-20"), by=SYSTEM)
    midnight = subscription.tenant.start_of(noon("2026-02-01").date())

    found = [allowances_of(bea.pk, at) for at in (midnight - timedelta(seconds=1), midnight)]

    assert [each.most("stores") for each in found] == [5, 1]


def test_a_tenant_on_a_test_clock_lives_at_its_time(free, big, bea):
    clock = make_clock(noon("2026-01-20"))
    subscription = subscribed(big, tenant=new_tenant(user=bea, clock=clock))
    cancel(subscription, now=noon("2026-01-20"), by=SYSTEM)

    assert stores(bea, "2026-03-01") == 5  # on the wall


def test_after_the_end_and_in_a_suspension_the_default_plan_counts(free, big, bea, dan):
    ended = subscribed(big, tenant=new_tenant(user=bea))
    cancel(ended, now=noon("2026-01-20"), by=SYSTEM)
    suspend(subscribed(big, tenant=new_tenant(user=dan)), now=noon("2026-01-20"))

    assert (stores(bea, "2026-02-01"), stores(dan)) == (1, 1)


def test_while_a_bill_is_overdue_nothing_is_added_and_nothing_is_read_only(big, allow, bea):  # noqa: F811
    store = StoreFactory(owner=bea)
    move(subscribed(big, tenant=new_tenant(user=bea)), "mark_past_due", by=SYSTEM)
    limits.connect(
        list(limits._resources.values()), source=lambda pk: allowances_of(pk, noon("2026-01-20"))
    )

    with pytest.raises(LimitReached, match="overdue"):
        limits.refuse_beyond("stores", bea.pk)
    with pytest.raises(LimitReached, match="overdue"), limits.growing(bea.pk):
        StoreFactory(owner=bea)

    assert allowances_of(bea.pk, noon("2026-01-20")).frozen == OVERDUE
    assert not limits.is_read_only(store)
