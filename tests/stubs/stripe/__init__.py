"""Stripe as its documentation describes it; `python -m tests.stubs.stripe PORT WEBHOOK_URL`."""

from tests.stubs.stripe.server import SECRET_KEY, WEBHOOK_SECRET, StripeStub, signature

__all__ = ["SECRET_KEY", "WEBHOOK_SECRET", "StripeStub", "signature"]
