"""Copies of real tenants at test clocks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from billing.changes.due import begin_due
from billing.clocks.services import advance
from billing.clocks.tenants import copy_to_clock
from billing.dunning.suspensions import suspend
from billing.invoices.crediting import grant
from billing.invoices.drafting import draft
from billing.models import SubscriptionChange
from billing.months import Month
from billing.plan_changes import cancel, change_plan
from billing.subscribing import subscribe
from billing.usage import Usage, UsageRefused, record_usage, reverse, usage_of
from core.actors import SYSTEM
from orders.models import Order
from tests.billing.clock_world import numbers
from tests.billing.collection_world import give_card
from tests.billing.factories import make_version
from tests.billing.invoice_world import MARCH, SHOTS, close, use
from tests.billing.subscribers import new_tenant, noon, rows, told
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = noon("2026-04-15")


@pytest.fixture
def real(plans):
    """Subscribed since March, with usage and a closed month."""
    tenant = new_tenant("2026-03-01", user=UserFactory())
    version = make_version("metered", 20000, rates=SHOTS)
    subscribe(tenant, version, now=noon("2026-03-01"), by=SYSTEM)
    use(tenant, MARCH, 150)
    tenant.due_work.filter(key="2026-03").update(done_at=noon("2026-04-01"))
    close(tenant, MARCH)
    use(tenant, Month(2026, 4), 120, 30)
    reverse(event=tenant.usage_events.get(quantity=30), reason="Twice", now=NOW, by=SYSTEM)
    return tenant


def copied(tenant):
    return copy_to_clock(tenant, "A copy", now=NOW, by=SYSTEM)


def lines(tenant, month):
    return [(each.kind, each.amount) for each in draft(tenant, month).lines]


def test_a_copy_is_billed_as_its_tenant(real):
    grant(tenant=real, amount=Decimal(500), reason="Sorry", by=UserFactory(), now=NOW)

    copy = copied(real).tenant

    assert (copy.legal_name, copy.business_number) == (real.legal_name, real.business_number)
    assert rows(copy.subscription) == rows(real.subscription)
    assert usage_of(copy, Month(2026, 4)) == {"shots": 120} == usage_of(real, Month(2026, 4))
    assert lines(copy, Month(2026, 4)) == lines(real, Month(2026, 4)) != []
    assert copy.balance == 500


def test_a_copy_goes_on_alone(real):
    before = real.invoices.count()

    clock = copied(real)
    give_card(clock.tenant)
    advance(clock, noon("2026-06-10"), now=NOW)

    assert numbers(clock) == [("J2026-000001", 20200), ("J2026-000002", 20000)]
    assert real.invoices.count() == before


def test_a_copy_has_no_person_and_no_real_address(real):
    clock = copied(real)

    copy = clock.tenant
    assert (copy.user, copy.billing_email) == (None, f"clock-{clock.pk}@clock.invalid")
    assert [*copy.api_secrets.all(), *copy.invoices.all(), *Order.objects.all()] == []
    assert told(copy) == ["tenant_created", "copied"]


def test_a_planned_change_begins_in_the_copy(real, plans):
    change_plan(real.subscription, plans.pro, now=NOW, by=SYSTEM)
    change_plan(real.subscription, plans.basic, now=NOW + timedelta(days=1), by=SYSTEM)

    clock = copied(real)
    advance(clock, noon("2026-05-02"), now=NOW)

    assert told(clock.tenant)[-2:] == ["downgraded", "invoice_finalized"]


def test_late_usage_of_a_copied_month_is_billed_as_the_difference(real):
    clock = copied(real)
    late = Usage("shots", "late", 50, noon("2026-03-20"))
    record_usage(tenant=clock.tenant, events=[late], now=clock.now)

    advance(clock, noon("2026-05-02"), now=NOW)

    assert numbers(clock) == [("J2026-000001", 20200 + 500)]


def test_the_states_of_subscriptions_are_copied(plans):
    def state(version, act=None):
        tenant = new_tenant("2026-04-10")
        subscription = subscribe(tenant, version, now=noon("2026-04-10"), by=SYSTEM)
        if act:
            act(subscription, now=noon("2026-04-11"))
        copy = copied(tenant).tenant.subscription
        return copy.status, copy.ended_for

    assert state(plans.trial) == ("trialing", "")
    assert state(plans.basic) == ("active", "")
    assert state(plans.basic, suspend) == ("active", "")


def test_a_copy_of_who_has_left_may_subscribe_again(plans):
    tenant = new_tenant("2026-04-01")
    subscription = subscribe(tenant, plans.trial, now=noon("2026-03-20"), by=SYSTEM)
    cancel(subscription, now=noon("2026-03-21"), by=SYSTEM)
    begin_due(subscription, noon("2026-04-10"))

    copy = copied(tenant).tenant

    assert (copy.subscription.status, copy.trial_used) == ("cancelled", True)
    subscribe(copy, plans.basic, now=NOW, by=SYSTEM)


def test_a_suspended_tenant_is_copied_as_one_who_paid(real):
    suspend(real.subscription, now=noon("2026-04-10"))

    copy = copied(real).tenant

    last = (
        SubscriptionChange.objects.filter(subscription=copy.subscription).order_by("-day").first()
    )
    assert (copy.subscription.status, last.kind) == ("active", "restore")


def test_usage_from_the_future_of_the_clock_is_refused(real):
    clock = copied(real)
    early = Usage("shots", "early", 1, clock.now + timedelta(minutes=6))

    with pytest.raises(UsageRefused, match="Its time has not come yet"):
        record_usage(tenant=clock.tenant, events=[early], now=clock.now)
