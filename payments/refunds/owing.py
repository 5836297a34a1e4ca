"""Money owed back, in the transaction that made it so."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from core.actors import SYSTEM, Actor
from core.lifecycle import lock, start
from orders.models import Order
from payments.events import RefundOwed
from payments.lifecycle import CAPTURED
from payments.models import Payment, Refund


@transaction.atomic
def owe_refunds(order: Order, reason: str) -> None:
    """Owe back whatever was captured for the order and is not owed or sent back already."""
    lock(order)
    for payment in order.payments.filter(status=CAPTURED).order_by("pk"):
        create_refund(payment, reason)


@transaction.atomic
def owe_overpayment(order: Order, reason: str) -> None:
    """Owe back what was captured beyond the order's total, since the total became less."""
    lock(order)
    payments = list(order.payments.filter(status=CAPTURED).order_by("pk"))
    over = sum((refundable_amount(payment) for payment in payments), Decimal(0)) - order.total
    for payment in payments:
        over -= create_refund(payment, reason, most=over)


def create_refund(payment: Payment, reason: str, most: Decimal | None = None) -> Decimal:
    """Owe back what is left of the payment, `most` at most; returns how much that is.

    Call it with the payment locked. A constraint keeps more than came from going back.
    """
    amount = refundable_amount(payment) if most is None else min(most, refundable_amount(payment))
    if amount <= 0:
        return Decimal(0)
    begin(payment, amount, reason)
    return amount


def begin(
    payment: Payment, amount: Decimal, reason: str, by: Actor = SYSTEM, **fields: Any
) -> Refund:
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") + amount)
    payment.refunded += amount
    refund = Refund.objects.create(payment=payment, amount=amount, reason=reason, **fields)
    start(refund, by=by, event=RefundOwed, note=reason)
    return refund


def refundable_amount(payment: Payment) -> Decimal:
    """What was captured and is neither sent back nor owed."""
    return payment.captured - payment.refunded
