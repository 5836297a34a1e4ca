"""Tenants, plans, subscriptions and due work in the admin."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from billing.models import BillingPlan, BillingPlanVersion, DueKind, SubscriptionChange, Tenant
from tests.billing.factories import make_version
from tests.billing.subscribers import new_tenant, noon, subscribed, told
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
VERSION = {"currency": "KRW", "base": "20000", "trial_days": "14", "rates": "{}", "features": "[]"}


def add(boss, model, data):
    return boss.post(f"/admin/billing/{model}/add/", data)


def errors(response):
    return {**response.context["adminform"].form.errors}


def test_a_version_is_added(boss):
    plan = BillingPlan.objects.create(code="basic", name="Basic")
    rates = {"orders": {"included": 100, "tiers": [{"price": "50"}]}}

    add(
        boss,
        "billingplanversion",
        {**VERSION, "plan": plan.pk, "rates": json.dumps(rates), "limits": '{"stores": 3}'},
    )

    version = BillingPlanVersion.objects.get()
    assert (version.number, version.rates, version.limits) == (1, rates, {"stores": 3})


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("rates", '{"orders": {"tiers": [{"price": "5", "up_to": 9}]}}', "must rise"),
        ("rates", "{", "JSON"),
        ("limits", '{"stores": -1}', "whole number from 0"),
        ("features", '{"events": true}', "list of codes"),
    ],
)
def test_a_wrong_version_is_refused_at_its_field(boss, field, value, problem):
    plan = BillingPlan.objects.create(code="basic", name="Basic")

    response = add(
        boss, "billingplanversion", {**VERSION, "plan": plan.pk, "limits": "{}", field: value}
    )

    assert problem in str(errors(response)[field])


def test_a_base_that_its_currency_does_not_have_is_refused(boss):
    plan = BillingPlan.objects.create(code="basic", name="Basic")
    data = {**VERSION, "plan": plan.pk, "limits": "{}", "base": "20000.50"}

    response = add(boss, "billingplanversion", data)

    assert "This amount does not exist in KRW." in str(errors(response))
    add(boss, "billingplanversion", {**data, "currency": "USD"})
    assert [str(each.base) for each in plan.versions.all()] == ["20000.50"]


def test_a_tenant_is_opened_and_changed(boss):
    data = {"legal_name": "Soup", "billing_email": "s@example.com", "language": "ko"}
    bea = UserFactory()
    timeline = {"timeline-TOTAL_FORMS": 0, "timeline-INITIAL_FORMS": 0}

    add(boss, "tenant", {**data, "user": bea.pk, "zone": "UTC", "currency": "KRW"})
    tenant = Tenant.objects.get(user=bea)
    url = f"/admin/billing/tenant/{tenant.pk}/change/"
    boss.post(url, {**data, **timeline, "legal_name": "Stew"})

    tenant.refresh_from_db()
    assert (tenant.legal_name, tenant.zone, told(tenant)) == (
        *("Stew", "UTC", ["tenant_created", "data_changed"]),
    )
    assert "The data for bills changed" in boss.get(url).content.decode()


def test_a_contract_is_agreed(boss, plans):
    tenant = new_tenant()
    plan = BillingPlan.objects.create(code="own", name="Own", tenant=tenant)
    version = make_version(plan=plan, base=1000)
    today = tenant.day_at(timezone.now())

    early = add(boss, "subscriptionchange", {"version": version.pk, "day": today - timedelta(1)})
    foreign = add(boss, "subscriptionchange", {"version": plans.pro.pk, "day": today})
    add(boss, "subscriptionchange", {"version": version.pk, "day": today})

    assert "today or later" in str(errors(early)["day"])
    assert "version" in errors(foreign)
    change = SubscriptionChange.objects.get()
    assert (change.kind, change.day, change.made_by.is_staff) == ("contract", today, True)


def test_a_subscription_shows_its_changes_and_timeline(boss, plans):
    subscription = subscribed(plans.basic)

    page = boss.get(f"/admin/billing/subscription/{subscription.pk}/change/").content.decode()

    assert "Subscribed to Basic" in page
    assert boss.get("/admin/billing/subscription/").status_code == 200
    assert boss.get("/admin/billing/subscriptionchange/").status_code == 200


def test_failed_work_runs_again(boss, plans):
    work = subscribed(plans.basic).tenant.due_work.get(kind=DueKind.FINALIZE)
    later = noon("2030-01-01")
    type(work).objects.update(attempts=3, next_try_at=later, last_error="no")

    chosen = {"action": "run_again", "_selected_action": [work.pk]}
    response = boss.post("/admin/billing/duework/", chosen, follow=True)

    work.refresh_from_db()
    assert work.next_try_at is None
    assert "1 row runs again." in response.content.decode()


@pytest.mark.parametrize("model", ["tenant", "billingplan", "billingplanversion", "duework"])
def test_the_lists_show(boss, plans, model):
    subscribed(plans.trial)

    assert boss.get(f"/admin/billing/{model}/").status_code == 200
