"""The ways of paying, as other modules ask for them."""

from collections.abc import Collection
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from core.money import format_money
from payments.gateways import offered_gateways
from payments.gateways.base import Gateway
from payments.gateways.desk import DeskGateway


def ways_to_pay(currency: str, amount: Decimal | None = None) -> dict[str, Gateway]:
    """The gateways for a customer who pays this amount of the currency, in the order to offer them.

    An amount of nothing has none. For the currencies that PAYMENT_WAYS names, only its gateways, in its
    order.
    """
    gateways = offered_gateways()
    chosen = settings.PAYMENT_WAYS.get(currency, gateways)
    return {
        code: gateways[code]
        for code in chosen
        if code in gateways
        and takes(gateways[code], currency)
        and (amount is None or _takes_amount(gateways[code], currency, amount))
    }


def takes(gateway: Gateway, currency: str) -> bool:
    return gateway.currencies is None or currency in gateway.currencies


def _takes_amount(gateway: Gateway, currency: str, amount: Decimal) -> bool:
    return _is_enough(gateway, currency, amount) and _is_exact(gateway, currency, amount)


def _is_exact(gateway: Gateway, currency: str, amount: Decimal) -> bool:
    """Without a fraction that the provider lacks: PayPal takes no fillér of a forint."""
    return gateway.currencies is None or gateway.currencies[currency].takes(amount)


def _is_enough(gateway: Gateway, currency: str, amount: Decimal) -> bool:
    return amount > 0 and amount >= gateway.minimums.get(currency, 0)


class PaymentRefused(Exception):
    """It cannot be paid this way; the text can be shown to the user as it is."""


class WayRefused(PaymentRefused):
    """No way of paying was chosen, or one that this amount cannot be paid by; others may be open."""


class TooManyHolds(PaymentRefused):
    """Gateways that hold the stock for long are refused, as too much is held already; others are open."""


def gateway_for(
    code: str, currency: str, amount: Decimal, refused: Collection[str] = ()
) -> Gateway:
    """The gateway a customer chose for this amount; raises WayRefused, also for those `refused`."""
    if not code:
        raise WayRefused(_("Choose how to pay."))
    gateway = ways_to_pay(currency).get(code)
    if gateway is None or code in refused:
        raise WayRefused(_("This way of paying is not offered."))
    if not _is_enough(gateway, currency, amount):
        least = format_money(gateway.minimums[currency], currency)
        raise WayRefused(
            _("%(way)s takes no less than %(least)s. Choose another way to pay.")
            % {"way": gateway.label, "least": least}
        )
    if not _is_exact(gateway, currency, amount):
        raise WayRefused(
            _("%(way)s cannot take exactly %(amount)s. Choose another way to pay.")
            % {"way": gateway.label, "amount": f"{amount} {currency}"}
        )
    return gateway


def gateway_of(code: str) -> Gateway:
    """The gateway by its code; raises PaymentRefused where it is not switched on."""
    if code == DeskGateway.code:  # only sellers take money by it
        return DeskGateway()
    gateway = offered_gateways().get(code)
    if gateway is None:
        raise PaymentRefused(_("This way of paying is not offered."))
    return gateway
