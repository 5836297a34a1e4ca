"""What PostgreSQL itself refuses in billing."""

from datetime import date, timedelta

import pytest
from django.db import Error, transaction

from billing import timeline
from billing.models import BillingClock, BillingPlan, Subscription, SubscriptionChange, Tenant
from tests.billing.factories import (
    NEW_YEAR,
    make_clock,
    make_subscription,
    make_tenant,
    make_version,
)

pytestmark = pytest.mark.django_db


def is_refused(act):
    try:
        with transaction.atomic():
            act()
    except Error:
        return True
    return False


def test_a_clock_never_goes_back():
    clock = BillingClock.objects.filter(pk=make_clock().pk)

    assert not is_refused(lambda: clock.update(now=NEW_YEAR + timedelta(days=1)))
    assert is_refused(lambda: clock.update(now=NEW_YEAR))


def test_a_tenant_keeps_its_clock_and_its_currency():
    real = Tenant.objects.filter(pk=make_tenant().pk)
    test = Tenant.objects.filter(pk=make_tenant(clock=make_clock()).pk)

    assert is_refused(lambda: real.update(clock=make_clock()))
    assert is_refused(lambda: test.update(clock=None))
    assert is_refused(lambda: real.update(currency="USD"))
    assert not is_refused(lambda: real.update(legal_name="Soup Ltd."))


def test_a_version_and_the_timeline_are_never_changed():
    version, tenant = make_version(), make_tenant()
    entry = timeline.record(tenant, "tenant_created", NEW_YEAR)

    assert is_refused(lambda: type(version).objects.update(base=1))
    assert is_refused(lambda: tenant.timeline.update(kind="other"))
    assert is_refused(lambda: entry.delete())


def test_one_change_a_day():
    subscription = make_subscription(make_tenant(), make_version(), date(2026, 1, 1))
    again = {"day": date(2026, 1, 1), "kind": "cancel", "is_billed": False, "made_at": NEW_YEAR}

    assert is_refused(lambda: SubscriptionChange.objects.create(subscription=subscription, **again))


def test_one_default_plan():
    BillingPlan.objects.create(code="free", name="Free", is_default=True)

    assert is_refused(
        lambda: BillingPlan.objects.create(code="gratis", name="Gratis", is_default=True)
    )


def test_a_subscription_is_cancelled_for_a_reason():
    make_subscription(make_tenant())

    assert is_refused(lambda: Subscription.objects.update(status="cancelled"))
    assert not is_refused(
        lambda: Subscription.objects.update(status="cancelled", ended_for="asked")
    )
