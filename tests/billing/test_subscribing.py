"""Subscribing: from today on, once, with one trial a business."""

from dataclasses import replace
from datetime import date

import pytest

from billing.models import Subscription
from billing.plan_changes import cancel
from billing.plans.versions import add_version
from billing.refusals import SubscriptionRefused
from billing.subscribing import subscribe
from core.actors import SYSTEM
from tests.billing.factories import make_clock, make_version
from tests.billing.subscribers import (
    DATA,
    due,
    new_tenant,
    noon,
    rows,
    subscribed,
    told,
    work_until,
)
from tests.racing import losers, together

pytestmark = pytest.mark.django_db


def test_a_plan_without_a_trial_is_billed_from_today(plans):
    subscription = subscribed(plans.basic)

    assert subscription.status == "active"
    assert rows(subscription) == [("2026-01-10", "start", "basic", True)]
    assert told(subscription.tenant) == ["tenant_created", "subscribed"]
    assert [move.verb for move in subscription.history.all()] == ["start", "activate"]


def test_starting_plans_the_invoice_of_the_month(plans):
    (work,) = subscribed(plans.basic).tenant.due_work.all()

    assert (work.kind, work.key) == ("finalize", "2026-01")
    assert work.at.isoformat() == "2026-01-31T21:00:00+00:00"  # 06:00 on 1 February in Seoul


def test_a_day_is_the_tenants_own(plans):
    tenant = new_tenant(data=replace(DATA, zone="America/New_York"))
    early = noon("2026-01-10").replace(hour=2)  # the evening of the 9th in New York

    subscription = subscribe(tenant, plans.basic, now=early, by=SYSTEM)

    assert rows(subscription)[0][0] == "2026-01-09"


def test_a_trial_is_not_billed_until_its_end(plans):
    subscription = subscribed(plans.trial)

    assert (subscription.status, subscription.trial_ends) == ("trialing", date(2026, 1, 24))
    assert rows(subscription) == [
        ("2026-01-10", "trial", "trial", False),
        ("2026-01-24", "start", "trial", True),
    ]
    assert due(subscription) == [("trial_end", "2026-01-24")]


def test_after_the_trial_the_plan_is_active(plans):
    subscription = subscribed(plans.trial)

    work_until(subscription, "2026-01-23")
    before = subscription.status
    work_until(subscription, "2026-01-24")

    assert (before, subscription.status) == ("trialing", "active")
    assert told(subscription.tenant)[-1] == "trial_ended"


def test_a_tenant_has_one_trial(plans):
    subscription = subscribed(plans.trial)
    cancel(subscription, now=noon("2026-01-11"), by=SYSTEM)
    work_until(subscription, "2026-01-24")

    again = subscribed(plans.trial, "2026-01-25", subscription.tenant)

    assert (again.pk, again.status, again.ended_for) == (subscription.pk, "active", "")
    assert rows(again)[-1] == ("2026-01-25", "start", "trial", True)


def test_a_trial_may_come_with_the_second_subscription(plans):
    subscription = subscribed(plans.basic)
    cancel(subscription, now=noon("2026-01-11"), by=SYSTEM)
    work_until(subscription, "2026-02-01")

    again = subscribed(plans.trial, "2026-02-02", subscription.tenant)

    assert (again.status, again.trial_ends) == ("trialing", date(2026, 2, 16))


@pytest.mark.parametrize(
    ("number", "status"),
    [("1234567890", "active"), ("123 45 67890", "active"), ("999", "trialing"), ("", "trialing")],
)
def test_a_second_account_of_the_business_has_no_trial(plans, number, status):
    subscribed(plans.trial)

    other = subscribed(plans.trial, tenant=new_tenant(data=replace(DATA, business_number=number)))

    assert other.status == status


def test_a_tenant_of_a_test_clock_takes_no_trial_from_its_business(plans):
    copy = subscribed(plans.trial, tenant=new_tenant(clock=make_clock(noon("2026-01-10"))))

    assert (copy.status, subscribed(plans.trial).status) == ("trialing", "trialing")


def test_who_has_a_plan_cannot_subscribe(plans):
    subscription = subscribed(plans.basic)

    with pytest.raises(SubscriptionRefused, match="a plan already"):
        subscribed(plans.pro, "2026-01-11", subscription.tenant)


def test_on_the_day_of_the_end_nothing_begins(plans):
    subscription = subscribed(plans.basic)
    cancel(subscription, now=noon("2026-01-11"), by=SYSTEM)

    with pytest.raises(SubscriptionRefused, match="come back tomorrow"):
        subscribed(plans.basic, "2026-02-01", subscription.tenant)  # the worker is late

    assert rows(subscription)[-1][1] == "cancel"


def test_only_offered_versions_can_be_chosen(plans):
    old = plans.basic
    add_version(old.plan, currency="KRW", base=21000, now=noon("2026-01-09"))
    dollars = make_version("usd", 20, currency="USD")
    hidden = make_version("hidden", 10)
    type(hidden.plan).objects.filter(pk=hidden.plan_id).update(is_public=False)

    for version in (old, dollars, hidden):
        with pytest.raises(SubscriptionRefused, match="not offered any more"):
            subscribed(version, tenant=new_tenant())


@pytest.mark.django_db(transaction=True)
def test_of_two_subscriptions_at_once_there_is_one(plans):
    tenant = new_tenant()

    results = together(
        lambda: subscribed(plans.basic, tenant=tenant),
        lambda: subscribed(plans.pro, tenant=tenant),
        lambda: subscribed(plans.trial, tenant=tenant),
    )

    assert [type(error) for error in losers(results)] == [SubscriptionRefused] * 2
    assert Subscription.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_of_a_business_one_has_the_trial(plans):
    tenants = [new_tenant(), new_tenant()]

    results = together(
        *(lambda each=each: subscribed(plans.trial, tenant=each) for each in tenants)
    )

    assert sorted(each.status for each in results) == ["active", "trialing"]
