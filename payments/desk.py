"""Payments that a seller records at a desk."""

from datetime import datetime

from core.actors import SYSTEM
from core.lifecycle import start
from orders.models import Order
from payments.events import PaymentStarted
from payments.gateways.base import PaymentOutcome
from payments.gateways.desk import DeskGateway
from payments.models import Payment
from payments.recording import record_outcome


def record_at_desk(order: Order, way: str, now: datetime) -> Payment:
    """The seller has the order's total; `way` (cash, card) is a part of the reference."""
    payment = Payment.objects.create(
        order=order,
        gateway=DeskGateway.code,
        amount=order.total,
        currency=order.currency,
        created_at=now,
    )
    start(payment, by=SYSTEM, event=PaymentStarted, now=now)
    reference = f"{way}-{payment.key}"
    outcome = PaymentOutcome("captured", reference, order.total, order.currency)
    return record_outcome(payment, outcome, now)
