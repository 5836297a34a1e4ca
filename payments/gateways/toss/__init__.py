"""Toss Payments: the payer pays in Toss's own window; nothing is captured before we confirm."""

from payments.gateways.toss.gateway import TossGateway

__all__ = ["TossGateway"]
