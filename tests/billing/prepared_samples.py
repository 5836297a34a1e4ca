"""Rows for the prepared SELECTs of billing to find, and the arguments that find them."""

from tests.billing.factories import make_subscription, make_tenant

BILLING_SAMPLES = {
    "core.lifecycle.engine.locked.Subscription": lambda: [make_subscription(make_tenant()).pk],
}
