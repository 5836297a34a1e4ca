"""The ways of paying, as everybody asks for them."""

from django.utils.translation import gettext as _

from payments.gateways import offered_gateways
from payments.gateways.base import Gateway


class PaymentRefused(Exception):
    """This cannot be paid so; the text can be shown to the user as it is."""


def gateway_of(code: str) -> Gateway:
    """The gateway by its code; raises PaymentRefused where it is not switched on."""
    gateway = offered_gateways().get(code)
    if gateway is None:
        raise PaymentRefused(_("This way of paying is not offered."))
    return gateway
