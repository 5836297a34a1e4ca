"""Rows for the prepared SELECTs of billing to find, and the arguments that find them."""

from django.utils import timezone

from billing.models import Tenant
from core.lifecycle.engine import locked
from tests.billing.factories import make_subscription, make_tenant
from tests.billing.invoice_world import MARCH, close, subscribed
from tests.factories import UserFactory

locked(Tenant)  # otherwise prepared by the first move of an invoice, whose root it is


def closed_month():
    tenant = subscribed()
    close(tenant, MARCH)
    return [tenant.pk, MARCH.first, MARCH.first]


BILLING_SAMPLES = {
    "billing.plans.allowances.version_of": lambda: [
        subscribed(user=UserFactory()).user_id,
        timezone.now(),
    ],
    "billing.invoices.drafting.closed_months": closed_month,
    "billing.queries.changes_of_tenant": lambda: [subscribed().pk],
    "billing.tenants.locked_tenant": lambda: [subscribed().pk],
    "billing.usage.orders.tenant_of_owner": lambda: [subscribed(user=UserFactory()).user_id],
    "core.lifecycle.engine.locked.Invoice": lambda: [close(subscribed(), MARCH).pk],
    "core.lifecycle.engine.locked.Subscription": lambda: [make_subscription(make_tenant()).pk],
    "core.lifecycle.engine.locked.Tenant": lambda: [make_tenant().pk],
}
