"""What is missing to take money, said when the site starts."""

from typing import Any

from django.conf import settings
from django.core import checks

from core.checks import missing_halves
from payments.gateways import offered_gateways
from payments.offers import ways_to_pay

# The keys of each provider: all of them, or none.
TOGETHER = (
    ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
    ("PAYPAL_CLIENT_ID", "PAYPAL_CLIENT_SECRET", "PAYPAL_WEBHOOK_ID"),
    ("TOSS_CLIENT_KEY", "TOSS_SECRET_KEY"),
)


def check_payments(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A provider that is only half set up would fail its first customer, or never be offered."""
    return [*missing_halves(TOGETHER, "payments.E001"), *_unknown_ways()]


def _unknown_ways() -> list[checks.CheckMessage]:
    known = offered_gateways()
    return [
        checks.Error(
            f"PAYMENT_WAYS names {code} for {currency}, which is not switched on or not known.",
            hint=f"Switched on are: {', '.join(known) or 'none'}.",
            id="payments.E002",
        )
        for currency, codes in settings.PAYMENT_WAYS.items()
        for code in codes
        if code not in known
    ]


def check_something_is_offered(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if ways_to_pay(settings.DEFAULT_CURRENCY):
        return []
    return [
        checks.Warning(
            f"No way of paying in {settings.DEFAULT_CURRENCY} is switched on: nobody can order.",
            hint="Set the keys of a provider; .env.example names them.",
            id="payments.W001",
        )
    ]
