"""What a plan would cost and take away, before it is chosen."""

from datetime import date

import pytest

from billing.invoices.drafting import draft
from billing.months import Month
from billing.plan_changes import change_plan
from billing.previews import preview
from billing.refusals import SubscriptionRefused
from core.actors import SYSTEM
from tests.billing.factories import make_version
from tests.billing.subscribers import new_tenant, noon, rows, subscribed
from tests.factories import StoreFactory

pytestmark = pytest.mark.django_db


def parts(draft):
    return [(line.data["days"], line.data["of"], line.amount) for line in draft.lines]


def test_up_costs_more_from_today(plans):
    tenant = subscribed(plans.basic, "2026-02-01").tenant

    shown = preview(tenant, plans.pro, now=noon("2026-03-11"))

    assert (shown.begins, shown.is_today) == (date(2026, 3, 11), True)
    assert parts(shown.now) == [(31, 31, 20000)]
    assert parts(shown.then) == [(10, 31, 6452), (21, 31, 27097)]
    assert shown.difference == 13549


def test_down_costs_the_same_this_month(plans):
    tenant = subscribed(plans.pro, "2026-02-01").tenant

    shown = preview(tenant, plans.basic, now=noon("2026-03-11"))

    assert (shown.begins, shown.is_today) == (date(2026, 4, 1), False)
    assert shown.difference == 0


def test_a_preview_is_what_is_billed(plans):
    subscription = subscribed(plans.basic, "2026-02-01")
    plans.pro.refresh_from_db()
    shown = preview(subscription.tenant, plans.pro, now=noon("2026-03-11"))

    before = rows(subscription)
    change_plan(subscription, plans.pro, now=noon("2026-03-11"), by=SYSTEM)

    assert len(before) == 1  # the preview wrote nothing
    assert draft(subscription.tenant, Month(2026, 3)) == shown.then


def test_who_subscribes_sees_the_first_month_and_the_trial(plans):
    tenant = new_tenant()

    paid = preview(tenant, plans.basic, now=noon("2026-01-22"))
    trial = preview(tenant, plans.trial, now=noon("2026-01-20"))

    assert (paid.now.total, parts(paid.then)) == (0, [(10, 31, 6452)])
    assert (trial.trial_ends, trial.then.total) == (date(2026, 2, 3), 0)
    tenant.refresh_from_db()
    assert not tenant.trial_used


def test_in_a_trial_it_says_when_that_ends(plans):
    tenant = subscribed(plans.trial).tenant

    shown = preview(tenant, plans.pro, now=noon("2026-01-12"))

    assert shown.trial_ends == date(2026, 1, 24)
    assert parts(shown.then) == [(8, 31, 10323)]


def test_what_is_above_the_limits_is_named(plans, bea):
    stores = [StoreFactory(owner=bea, name=name) for name in ("Old", "New")]
    small = make_version("small", 5000, limits={"stores": 1}, features=["pages"])
    tenant = subscribed(plans.pro, tenant=new_tenant(user=bea)).tenant

    shown = preview(tenant, small, now=noon("2026-01-20"))

    assert {code: list(found) for code, found in shown.beyond.items()} == {"stores": stores[1:]}


def test_it_refuses_what_the_verb_would(plans):
    tenant = subscribed(plans.basic).tenant

    with pytest.raises(SubscriptionRefused, match="once a day"):
        preview(tenant, plans.pro, now=noon("2026-01-10"))
    with pytest.raises(SubscriptionRefused, match="your plan already"):
        preview(tenant, plans.basic, now=noon("2026-01-11"))
