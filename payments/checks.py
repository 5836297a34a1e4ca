"""What is missing to take money, said when the site starts."""

from typing import Any

from django.conf import settings
from django.core import checks

from payments.gateways import offered_gateways
from payments.offers import ways_to_pay

# What a provider needs besides its first key.
NEEDED = {
    "STRIPE_SECRET_KEY": ["STRIPE_WEBHOOK_SECRET"],
    "PAYPAL_CLIENT_ID": ["PAYPAL_CLIENT_SECRET", "PAYPAL_WEBHOOK_ID"],
    "TOSS_SECRET_KEY": ["TOSS_CLIENT_KEY"],
}


def check_payments(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A provider that is only half set up would fail its first customer."""
    return [*_missing_keys(), *_unknown_ways()]


def _missing_keys() -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"{first} is set, but {other} is not.", hint="See .env.example.", id="payments.E001"
        )
        for first, others in NEEDED.items()
        if getattr(settings, first, "")
        for other in others
        if not getattr(settings, other, "")
    ]


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
