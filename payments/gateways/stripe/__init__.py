"""Stripe Checkout: the payer pays on Stripe's own page, so that no card ever touches ours."""

from payments.gateways.stripe.gateway import StripeGateway

__all__ = ["StripeGateway"]
