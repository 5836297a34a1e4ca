"""A private Stripe, for the demo; it sends its messages automatically."""

import sys
from threading import Event

from devtools.stubs.stripe import SECRET_KEY, WEBHOOK_SECRET, StripeStub

port, webhook_url = sys.argv[1:]
with StripeStub(int(port), webhook_url, delivers="once") as stub:
    print(  # noqa: T201
        f"STRIPE_URL={stub.url} STRIPE_PAGES_URL={stub.url} STRIPE_SECRET_KEY={SECRET_KEY} "
        f"STRIPE_WEBHOOK_SECRET={WEBHOOK_SECRET}",
        flush=True,
    )
    Event().wait()
