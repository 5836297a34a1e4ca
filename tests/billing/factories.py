"""Rows of billing for tests."""

from datetime import UTC, datetime
from decimal import Decimal

from django.utils import timezone

from billing.models import (
    BillingClock,
    BillingPlan,
    BillingPlanVersion,
    Subscription,
    SubscriptionChange,
    Tenant,
)

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def make_tenant(user=None, **fields):
    row = {"legal_name": "Noodle Ltd.", "billing_email": "bills@example.com", "language": "en"}
    return Tenant.objects.create(user=user, currency="KRW", **{**row, **fields})


def make_clock(now=NEW_YEAR):
    return BillingClock.objects.create(name="A clock", now=now)


def make_version(code="basic", base=20000, *, plan=None, **fields):
    """A version of a new plan, or the next one of `plan`."""
    plan = plan or BillingPlan.objects.create(code=code, name=code.title())
    number = plan.versions.count() + 1
    return BillingPlanVersion.objects.create(
        plan=plan, number=number, base=Decimal(base), **{"currency": "KRW", **fields}
    )


def make_subscription(tenant, version=None, day=None, at=None):
    """Trialing; on the version from the day on."""
    at = at or timezone.now()
    day = day or at.date()
    subscription = Subscription.objects.create(tenant=tenant, started_at=at, trial_ends=day)
    if version:
        SubscriptionChange.objects.create(
            subscription=subscription, day=day, version=version, kind="start", made_at=at
        )
    return subscription
