"""The gateways that are switched on, by code."""

from django.conf import settings

from payments.gateways.base import Gateway
from payments.gateways.sandbox import SandboxGateway
from payments.gateways.stripe import StripeGateway


def offered_gateways() -> dict[str, Gateway]:
    """What a customer may choose from, in this order."""
    gateways: list[Gateway] = []
    if settings.STRIPE_SECRET_KEY:
        gateways.append(StripeGateway())
    if settings.ALLOW_SANDBOX_PAYMENTS:
        gateways.append(SandboxGateway())
    return {gateway.code: gateway for gateway in gateways}
