"""System checks: the settings that taking money requires."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from core.checks import missing_halves
from payments.gateways import offered_gateways
from payments.methods import takes, ways_to_pay

# The keys of each provider: all of them, or none.
TOGETHER = (
    ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
    ("PAYPAL_CLIENT_ID", "PAYPAL_CLIENT_SECRET", "PAYPAL_WEBHOOK_ID"),
    ("TOSS_CLIENT_KEY", "TOSS_SECRET_KEY"),
)
# By the address of each provider; a stub has one on the local machine.
REAL = {
    "STRIPE_URL": "STRIPE_SECRET_KEY",
    "PAYPAL_URL": "PAYPAL_CLIENT_ID",
    "TOSS_URL": "TOSS_SECRET_KEY",
}
LOCAL = re.compile(r"localhost|127\.[\d.]+|0\.0\.0\.0|::1?|", re.ASCII)


def check_payments(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A provider that is only half configured would fail its first customer, or never be offered."""
    return [*missing_halves(TOGETHER, "payments.E001"), *_wrong_ways()]


def _wrong_ways() -> Iterator[checks.CheckMessage]:
    known = offered_gateways()
    for currency, codes in settings.PAYMENT_WAYS.items():
        for code in codes:
            if code not in known:
                yield checks.Error(
                    f"PAYMENT_WAYS names {code} for {currency}, which is not switched on or not known.",
                    hint=f"Switched on are: {', '.join(known) or 'none'}.",
                    id="payments.E002",
                )
            elif not takes(known[code], currency):
                yield checks.Error(
                    f"PAYMENT_WAYS names {code} for {currency}, which it does not take.",
                    hint=f"It takes: {', '.join(sorted(known[code].currencies or ()))}.",
                    id="payments.E003",
                )


def check_way_back(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Payers at a real provider are sent back to SITE_URL, which must not be their own machine."""
    real = [key for url, key in REAL.items() if getattr(settings, key) and not _is_local(url)]
    if settings.DEBUG or not real or not _is_local("SITE_URL"):
        return []
    return [
        checks.Warning(
            f"SITE_URL is {settings.SITE_URL}, where payers would be sent after paying.",
            hint=f"Set it to the address of the site, since {real[0]} is set.",
            id="payments.W002",
        )
    ]


def _is_local(name: str) -> bool:
    return LOCAL.fullmatch(urlsplit(getattr(settings, name)).hostname or "") is not None


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
