"""The ways to pay; a provider is offered once its keys are set."""

from config.settings.base import DEBUG, env
from config.settings.origins import origin_of
from core.currencies import CURRENCIES

ALLOW_SANDBOX_PAYMENTS = DEBUG or env.switch("ALLOW_SANDBOX_PAYMENTS", default=False)
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_URL = env.web_address("STRIPE_URL", default="https://api.stripe.com")
STRIPE_PAGES_URL = env.web_address("STRIPE_PAGES_URL", default="https://checkout.stripe.com")
PAYPAL_CLIENT_ID = env.str("PAYPAL_CLIENT_ID", default="")
PAYPAL_CLIENT_SECRET = env.str("PAYPAL_CLIENT_SECRET", default="")
PAYPAL_WEBHOOK_ID = env.str("PAYPAL_WEBHOOK_ID", default="")
PAYPAL_URL = env.web_address("PAYPAL_URL", default="https://api-m.paypal.com")
PAYPAL_PAGES_URL = env.web_address("PAYPAL_PAGES_URL", default="https://www.paypal.com")
TOSS_CLIENT_KEY = env.str("TOSS_CLIENT_KEY", default="")
TOSS_SECRET_KEY = env.str("TOSS_SECRET_KEY", default="")
# Those of payments/gateways/toss/methods.py.
TOSS_KNOWN_METHODS = (
    *("CARD", "TRANSFER", "VIRTUAL_ACCOUNT", "TOSSPAY", "NAVERPAY", "KAKAOPAY"),
    *("SAMSUNGPAY", "APPLEPAY", "PAYCO"),
)
TOSS_METHODS = env.some_of(
    "TOSS_METHODS", TOSS_KNOWN_METHODS, default=["CARD", "TOSSPAY", "TRANSFER", "VIRTUAL_ACCOUNT"]
)
TOSS_DEPOSIT_HOURS = env.whole("TOSS_DEPOSIT_HOURS", default=24, least=1)
TOSS_URL = env.web_address("TOSS_URL", default="https://api.tosspayments.com")
TOSS_WIDGET_URL = env.web_address(
    "TOSS_WIDGET_URL", default="https://js.tosspayments.com/v2/standard"
)
TOSS_WIDGET_ORIGIN = origin_of(TOSS_WIDGET_URL)
PAYMENT_WAYS = env.choices_by("PAYMENT_WAYS", dict(CURRENCIES))  # codes of gateways by currency
BANK_TRANSFER_ACCOUNT = env.str("BANK_TRANSFER_ACCOUNT", default="")
# The origins of the pages to which gateways send the payer, by code
PAYMENT_PAGES = {"stripe": origin_of(STRIPE_PAGES_URL), "paypal": origin_of(PAYPAL_PAGES_URL)}
