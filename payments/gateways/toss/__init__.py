"""Toss Payments: the payer pays in Toss's own window, and nothing is taken before we confirm it."""

from payments.gateways.toss.gateway import TossGateway

__all__ = ["TossGateway"]
