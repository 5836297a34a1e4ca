"""Tenants with subscriptions, usage and closed months, for tests of invoices."""

from datetime import date, datetime, time
from uuid import uuid4

from billing.invoices.finalizing import finalize
from billing.models import Meter, Subscription, UsageEvent, UsageOrigin
from billing.months import Month, finalized_at
from tests.billing.factories import make_subscription, make_tenant, make_version

MARCH, APRIL, MAY = Month(2026, 3), Month(2026, 4), Month(2026, 5)
SHOTS = {"shots": {"included": 100, "tiers": [{"price": "10"}]}}


def use(tenant, month, *units, day=15):
    """An event of the meter "shots" for each number of units, at noon of the day."""
    meter, _new = Meter.objects.get_or_create(code="shots", name="Shots", unit="shots")
    at = datetime.combine(month.first.replace(day=day), time(12), tenant.tz)
    for quantity in units:
        UsageEvent.objects.create(
            tenant=tenant,
            meter=meter,
            key=uuid4().hex,
            quantity=quantity,
            at=at,
            month=month.first,
            received_at=at,
            source=UsageOrigin.API,
        )


def subscribed(day="2026-03-01", base=20000, version=None, **fields):
    """A tenant in Seoul whose subscription is active since the day."""
    tenant = make_tenant(**{"zone": "Asia/Seoul", **fields})
    version = version or make_version(base=base, rates=SHOTS)
    make_subscription(tenant, version, date.fromisoformat(day))
    Subscription.objects.filter(tenant=tenant).update(status="active")
    return tenant


def close(tenant, month):
    """Finalise the month at its time."""
    return finalize(tenant=tenant, month=month, now=finalized_at(month, tenant.tz))


def amounts(invoice):
    return [(line.kind, line.amount) for line in invoice.lines.all()]
