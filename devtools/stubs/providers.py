"""All payment providers together, and the settings with which the site uses the stubs."""

from contextlib import contextmanager
from dataclasses import dataclass

from devtools.stubs import paypal, stripe, toss


@dataclass(frozen=True)
class Providers:
    stripe: stripe.StripeStub
    paypal: paypal.PayPalStub
    toss: toss.TossStub

    @property
    def environment(self):
        return {
            "STRIPE_URL": self.stripe.url,
            "STRIPE_PAGES_URL": self.stripe.url,
            "STRIPE_SECRET_KEY": stripe.SECRET_KEY,
            "STRIPE_WEBHOOK_SECRET": stripe.WEBHOOK_SECRET,
            "PAYPAL_URL": self.paypal.url,
            "PAYPAL_PAGES_URL": self.paypal.url,
            "PAYPAL_CLIENT_ID": paypal.CLIENT_ID,
            "PAYPAL_CLIENT_SECRET": paypal.CLIENT_SECRET,
            "PAYPAL_WEBHOOK_ID": paypal.WEBHOOK_ID,
            "TOSS_URL": self.toss.url,
            "TOSS_WIDGET_URL": f"{self.toss.url}/v2/standard",
            "TOSS_CLIENT_KEY": toss.CLIENT_KEY,
            "TOSS_SECRET_KEY": toss.SECRET_KEY,
            "BANK_TRANSFER_ACCOUNT": "Example Bank 110-123-456789, Jumun",
        }

    def entries(self, code):
        """What the provider has of each payment: captured and refunded amounts."""
        books = getattr(self, code).books()
        return list(books.values() if isinstance(books, dict) else books)

    def deliver(self):
        """Wait until every message so far was answered."""
        self.stripe.deliver()
        self.paypal.messages.flush()
        self.toss.courier.wait()


@contextmanager
def every_provider(site, stripe_delivers=""):
    """Run them while inside; `site` receives their messages, without a slash at the end."""
    messages = f"{site}/pay/webhooks"
    with (
        stripe.StripeStub(webhook_url=f"{messages}/stripe/", delivers=stripe_delivers) as at_stripe,
        paypal.PayPalStub(webhook_url=f"{messages}/paypal/") as at_paypal,
        toss.TossStub(webhook_url=f"{messages}/toss/") as at_toss,
    ):
        yield Providers(at_stripe, at_paypal, at_toss)
