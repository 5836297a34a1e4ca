"""PayPal Checkout (Orders v2): the payer approves at PayPal, comes back, and we capture."""

from payments.gateways.paypal.gateway import PayPalGateway
from payments.gateways.paypal.messages import names_ours

__all__ = ["PayPalGateway", "names_ours"]
