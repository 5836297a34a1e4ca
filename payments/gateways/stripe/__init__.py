"""Stripe Checkout: the payer pays on Stripe's own page, so no card data reaches this site."""

from payments.gateways.stripe.gateway import StripeGateway

__all__ = ["StripeGateway"]
