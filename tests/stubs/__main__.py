"""python -m tests.stubs SITE: every payment provider, for the demo; says their settings, and serves."""

import json
import sys
from threading import Event

from tests.stubs import paypal, stripe, toss

messages = f"{sys.argv[1]}/pay/webhooks"
with (
    stripe.StripeStub(webhook_url=f"{messages}/stripe/", delivers="once") as at_stripe,
    paypal.PayPalStub(webhook_url=f"{messages}/paypal/") as at_paypal,
    toss.TossStub(webhook_url=f"{messages}/toss/") as at_toss,
):
    environment = {
        "STRIPE_URL": at_stripe.url,
        "STRIPE_PAGES_URL": at_stripe.url,
        "STRIPE_SECRET_KEY": stripe.SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": stripe.WEBHOOK_SECRET,
        "PAYPAL_URL": at_paypal.url,
        "PAYPAL_PAGES_URL": at_paypal.url,
        "PAYPAL_CLIENT_ID": paypal.CLIENT_ID,
        "PAYPAL_CLIENT_SECRET": paypal.CLIENT_SECRET,
        "PAYPAL_WEBHOOK_ID": paypal.WEBHOOK_ID,
        "TOSS_URL": at_toss.url,
        "TOSS_WIDGET_URL": f"{at_toss.url}/v2/standard",
        "TOSS_CLIENT_KEY": toss.CLIENT_KEY,
        "TOSS_SECRET_KEY": toss.SECRET_KEY,
        "BANK_TRANSFER_ACCOUNT": "Example Bank 110-123-456789, Jumun",
    }
    sys.stdout.write(json.dumps(environment) + "\n")
    sys.stdout.flush()
    Event().wait()
