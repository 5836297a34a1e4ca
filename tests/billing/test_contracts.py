"""Contracts: plans of one tenant, from a day on."""

from datetime import date

import pytest

from billing.contracts import agree_contract
from billing.models import BillingPlan
from billing.plan_changes import cancel, change_plan, withdraw
from billing.refusals import SubscriptionRefused
from core.actors import SYSTEM
from tests.billing.factories import make_version
from tests.billing.subscribers import (
    due,
    new_tenant,
    noon,
    rows,
    subscribed,
    told,
    work_until,
)

pytestmark = pytest.mark.django_db


def contract_of(tenant, base=15000, **fields):
    plan = BillingPlan.objects.create(
        code=f"own-{tenant.number.lower()}", name="Own", tenant=tenant
    )
    return make_version(plan=plan, base=base, **fields)


def agree(tenant, version, day, on="2026-01-20"):
    return agree_contract(tenant, version, day=date.fromisoformat(day), now=noon(on), by=SYSTEM)


def test_a_contract_begins_on_its_day_and_withdraws_what_is_planned_after_it(plans):
    subscription = subscribed(plans.pro)
    change_plan(subscription, plans.basic, now=noon("2026-01-19"), by=SYSTEM)

    agree(subscription.tenant, contract_of(subscription.tenant), "2026-01-25")
    work_until(subscription, "2026-01-25")

    assert [row[:2] for row in rows(subscription)[1:]] == [("2026-01-25", "contract")]
    assert told(subscription.tenant)[-2:] == ["contract_agreed", "contract_began"]


def test_a_tenant_without_a_plan_starts_with_its_contract(plans):
    tenant = new_tenant()
    contract = contract_of(tenant)

    with pytest.raises(SubscriptionRefused, match="begins today"):
        agree(tenant, contract, "2026-01-21")
    subscription = agree(tenant, contract, "2026-01-20")

    assert (subscription.status, rows(subscription)[0][1]) == ("active", "contract")


@pytest.mark.parametrize(("day", "status"), [("2026-01-20", "active"), ("2026-01-22", "trialing")])
def test_a_contract_ends_the_trial(plans, day, status):
    subscription = subscribed(plans.trial)  # until the 24th

    agree(subscription.tenant, contract_of(subscription.tenant), day)
    subscription.refresh_from_db()

    assert (subscription.status, str(subscription.trial_ends)) == (status, day)
    assert [row[:2] for row in rows(subscription)[1:]] == [(day, "contract")]
    work_until(subscription, day)
    assert (subscription.status, due(subscription)) == ("active", [])


def test_only_its_own_tenant_has_it_and_from_today_on(plans):
    subscription = subscribed(plans.pro)
    tenant = subscription.tenant

    with pytest.raises(SubscriptionRefused, match="not a contract of this tenant"):
        agree(tenant, contract_of(new_tenant()), "2026-01-20")
    own = contract_of(tenant)
    with pytest.raises(SubscriptionRefused, match="today or later"):
        agree(tenant, own, "2026-01-19")
    with pytest.raises(SubscriptionRefused, match="another currency"):
        agree(tenant, make_version(plan=own.plan, currency="USD"), "2026-01-20")


def test_the_tenant_does_not_change_it(plans):
    subscription = subscribed(plans.basic)
    agree(subscription.tenant, contract_of(subscription.tenant), "2026-01-25")

    with pytest.raises(SubscriptionRefused, match="changed by us only"):
        withdraw(subscription, now=noon("2026-01-21"), by=SYSTEM)
    for day in ("2026-01-21", "2026-01-26"):
        with pytest.raises(SubscriptionRefused, match="changed by us only"):
            change_plan(subscription, plans.pro, now=noon(day), by=SYSTEM)

    assert cancel(subscription, now=noon("2026-01-26"), by=SYSTEM) == date(2026, 2, 1)
