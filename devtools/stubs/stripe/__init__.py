"""Stripe as its documentation describes it; `python -m devtools.stubs.stripe PORT WEBHOOK_URL`."""

from devtools.stubs.stripe.server import SECRET_KEY, WEBHOOK_SECRET, StripeStub, signature

__all__ = ["SECRET_KEY", "WEBHOOK_SECRET", "StripeStub", "signature"]
