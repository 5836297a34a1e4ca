"""Tenants with subscriptions, usage and closed months, for tests of invoices."""

from datetime import date

from billing.invoicing import finalize
from billing.models import Subscription
from billing.months import Month, finalized_at
from tests.billing.factories import make_subscription, make_tenant, make_version

MARCH, APRIL, MAY = Month(2026, 3), Month(2026, 4), Month(2026, 5)
SHOTS = {"shots": {"included": 100, "tiers": [{"price": "10"}]}}


class FakeUsage:
    """Usage by month, in place of metered events: a list of units for each."""

    def __init__(self):
        self.events = {}

    def add(self, month, *units):
        self.events.setdefault(month, []).extend(units)

    def usage_of(self, tenant, month):
        return {"shots": sum(self.events.get(month, []))}

    def counts_of(self, tenant, months):
        return {month: len(self.events.get(month, [])) for month in months}


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
