"""Every gateway, by code, and those that are switched on."""

from django.conf import settings

from payments.gateways.base import Gateway
from payments.gateways.desk import DeskGateway
from payments.gateways.paypal import PayPalGateway
from payments.gateways.sandbox import SandboxGateway
from payments.gateways.saving import SavingGateway
from payments.gateways.stripe import StripeGateway
from payments.gateways.toss import TossGateway
from payments.gateways.transfer import TransferGateway

# In the order in which customers see them, with the settings that switch each on.
GATEWAYS: dict[type[Gateway], tuple[str, ...]] = {
    StripeGateway: ("STRIPE_SECRET_KEY",),
    PayPalGateway: ("PAYPAL_CLIENT_ID",),
    TossGateway: ("TOSS_CLIENT_KEY", "TOSS_SECRET_KEY"),
    TransferGateway: ("BANK_TRANSFER_ACCOUNT",),
    SandboxGateway: ("ALLOW_SANDBOX_PAYMENTS",),
}
# Those that can save a card or an account.
SAVING = (StripeGateway, PayPalGateway, TossGateway, SandboxGateway)


def offered_gateways() -> dict[str, Gateway]:
    """Every gateway that is switched on."""
    return {
        gateway.code: gateway()
        for gateway, names in GATEWAYS.items()
        if all(getattr(settings, name) for name in names)
    }


def saving_gateways() -> dict[str, SavingGateway]:
    """Those of them that can save a card or an account to charge later."""
    return {
        code: gateway for code, gateway in offered_gateways().items() if isinstance(gateway, SAVING)
    }


def label_of(code: str) -> str:
    """The name payers saw for the gateway, even if it is switched off by now."""
    known: tuple[type[Gateway], ...] = (*GATEWAYS, DeskGateway)
    return next((str(gateway().label) for gateway in known if gateway.code == code), code)
