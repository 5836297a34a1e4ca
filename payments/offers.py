"""The ways of paying, as everybody asks for them."""

from django.conf import settings
from django.utils.translation import gettext as _

from payments.gateways import offered_gateways
from payments.gateways.base import Gateway


def ways_to_pay(currency: str) -> dict[str, Gateway]:
    """What a customer who pays in the currency may choose from, in this order.

    PAYMENT_WAYS narrows it for the currencies it names.
    """
    chosen = settings.PAYMENT_WAYS.get(currency)
    return {
        code: gateway
        for code, gateway in offered_gateways().items()
        if (not gateway.currencies or currency in gateway.currencies)
        and (chosen is None or code in chosen)
    }


class PaymentRefused(Exception):
    """This cannot be paid so; the text can be shown to the user as it is."""


def gateway_for(code: str, currency: str) -> Gateway:
    """The gateway a customer chose for money of this currency; raises PaymentRefused."""
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
