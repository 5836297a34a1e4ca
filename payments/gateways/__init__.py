"""The gateways that are switched on, by code."""

from django.conf import settings
from django.utils.functional import Promise

from payments.gateways.base import Gateway
from payments.gateways.paypal import PayPalGateway
from payments.gateways.sandbox import SandboxGateway
from payments.gateways.stripe import StripeGateway
from payments.gateways.toss import TossGateway
from payments.gateways.transfer import TransferGateway

LABELS: dict[str, str | Promise] = {
    StripeGateway.code: StripeGateway.label,
    PayPalGateway.code: PayPalGateway.label,
    TossGateway.code: TossGateway.label,
    TransferGateway.code: TransferGateway.label,
    SandboxGateway.code: SandboxGateway.label,
}


def label_of(code: str) -> str:
    """How payers knew the gateway, switched on or not by now."""
    return str(LABELS.get(code, code))


def offered_gateways() -> dict[str, Gateway]:
    """Every gateway that is switched on, in the order in which customers see them."""
    gateways: list[Gateway] = []
    if settings.STRIPE_SECRET_KEY:
        gateways.append(StripeGateway())
    if settings.PAYPAL_CLIENT_ID:
        gateways.append(PayPalGateway())
    if settings.TOSS_CLIENT_KEY and settings.TOSS_SECRET_KEY:
        gateways.append(TossGateway())
    if settings.BANK_TRANSFER_ACCOUNT:
        gateways.append(TransferGateway())
    if settings.ALLOW_SANDBOX_PAYMENTS:
        gateways.append(SandboxGateway())
    return {gateway.code: gateway for gateway in gateways}
