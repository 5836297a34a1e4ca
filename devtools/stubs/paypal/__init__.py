"""PayPal Orders v2 as its documentation describes it; `python -m devtools.stubs.paypal PORT WEBHOOK_URL`."""

from devtools.stubs.paypal.server import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, PayPalStub

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "WEBHOOK_ID", "PayPalStub"]
