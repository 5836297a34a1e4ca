"""Tenants: one an owner; their data may change."""

from dataclasses import replace

import pytest

from billing.plan_changes import change_plan
from billing.refusals import TenantRefused
from billing.tenants import change_tenant
from core.actors import SYSTEM
from tests.billing.subscribers import DATA, new_tenant, noon, subscribed, told
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def change(tenant, day="2026-01-20", **fields):
    change_tenant(tenant, replace(DATA, **fields), now=noon(day), by=SYSTEM)
    tenant.refresh_from_db()


def test_an_owner_is_one_tenant():
    bea = UserFactory()
    new_tenant(user=bea)

    with pytest.raises(TenantRefused, match="exists already"):
        new_tenant(user=bea)


def test_changed_data_is_in_the_timeline():
    tenant = new_tenant()

    change(tenant, legal_name="Soup Ltd.")
    change(tenant, legal_name="Soup Ltd.")

    assert (tenant.legal_name, told(tenant)) == ("Soup Ltd.", ["tenant_created", "data_changed"])


def test_an_unknown_zone_is_refused():
    with pytest.raises(TenantRefused, match="no such time zone"):
        change(new_tenant(), zone="Mars/Olympus")
    with pytest.raises(TenantRefused, match="no such time zone"):
        change(new_tenant(), zone="localtime")


def test_what_is_planned_follows_the_zone(plans):
    tenant = subscribed(plans.pro).tenant
    change_plan(tenant.subscription, plans.basic, now=noon("2026-01-20"), by=SYSTEM)

    change(tenant, zone="UTC")

    times = tenant.due_work.order_by("at").values_list("at", flat=True)
    assert [str(at) for at in times] == ["2026-02-01 00:00:00+00:00", "2026-02-01 06:00:00+00:00"]


def test_a_zone_does_not_undo_the_change_of_today(plans):
    tenant = subscribed(plans.pro).tenant

    with pytest.raises(TenantRefused, match="tomorrow"):
        change(tenant, "2026-01-10", zone="Pacific/Pago_Pago")

    change(tenant, "2026-01-11", zone="Pacific/Pago_Pago")


def test_a_number_that_came_after_the_trial_has_had_it(plans):
    first = new_tenant(data=replace(DATA, business_number=""))
    subscribed(plans.trial, tenant=first)

    change(first, business_number="123-45-67890")

    assert subscribed(plans.trial).status == "active"
