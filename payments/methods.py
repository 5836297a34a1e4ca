"""The ways of paying, as other modules ask for them."""

from django.conf import settings
from django.utils.translation import gettext as _

from payments.gateways import offered_gateways
from payments.gateways.base import Gateway


def ways_to_pay(currency: str) -> dict[str, Gateway]:
    """The gateways for a customer who pays in the currency, in the order to offer them.

    For the currencies that PAYMENT_WAYS names, only its gateways, in its order.
    """
    gateways = offered_gateways()
    chosen = settings.PAYMENT_WAYS.get(currency, gateways)
    return {
        code: gateways[code]
        for code in chosen
        if code in gateways and takes(gateways[code], currency)
    }


def takes(gateway: Gateway, currency: str) -> bool:
    return not gateway.currencies or currency in gateway.currencies


class PaymentRefused(Exception):
    """It cannot be paid this way; the text can be shown to the user as it is."""


class TooManyHolds(PaymentRefused):
    """Gateways that hold the stock for long are refused, as too much is held already; others are open."""


def gateway_for(code: str, currency: str) -> Gateway:
    """The gateway a customer chose for this currency; raises PaymentRefused."""
    gateway = ways_to_pay(currency).get(code)
    if gateway is None:
        raise PaymentRefused(_("This way of paying is not offered."))
    return gateway


def gateway_of(code: str) -> Gateway:
    """The gateway by its code; raises PaymentRefused where it is not switched on."""
    gateway = offered_gateways().get(code)
    if gateway is None:
        raise PaymentRefused(_("This way of paying is not offered."))
    return gateway
