"""PayPal Checkout (Orders v2): the payer approves at PayPal, comes back, and we capture."""

from payments.gateways.paypal.gateway import PayPalGateway

__all__ = ["PayPalGateway"]
