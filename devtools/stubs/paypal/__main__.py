"""A private PayPal, for the demo."""

import sys
from threading import Event

from devtools.stubs.paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, PayPalStub

port, webhook_url = sys.argv[1:]
with PayPalStub(int(port), webhook_url) as stub:
    print(  # noqa: T201
        f"PAYPAL_URL={stub.url} PAYPAL_CLIENT_ID={CLIENT_ID} PAYPAL_CLIENT_SECRET={CLIENT_SECRET} "
        f"PAYPAL_WEBHOOK_ID={WEBHOOK_ID} PAYPAL_PAGES_URL={stub.url}",
        flush=True,
    )
    Event().wait()
