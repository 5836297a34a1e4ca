"""Creates refunds, owed from the transaction that causes them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.lifecycle import lock, start
from orders.models import Order
from orders.refunding import spread_refund
from payments.events import RefundOwed
from payments.lifecycle import CAPTURED
from payments.models import Payment, Refund


@transaction.atomic
def refund_payments(order: Order, reason: str, now: datetime | None = None) -> None:
    """Create refunds for whatever was captured for the order and is not refunded already."""
    lock(order)
    # The lines first: reactions to a refund read what is left of them.
    if left := refundable(order):
        spread_refund(order, left, left)
    for payment in order.payments.filter(status=CAPTURED).order_by("pk"):
        create_refund(payment, reason, now=now)


@transaction.atomic
def refund_overpayment(order: Order, reason: str, now: datetime | None = None) -> None:
    """Create refunds for what was captured beyond what the order costs, after its total became less.

    It does not cost what was refunded of its lines already.
    """
    lock(order)
    payments = list(order.payments.filter(status=CAPTURED).order_by("pk"))
    costs = order.total - sum(line.refunded_value for line in order.lines.order_by("pk"))
    over = sum((refundable_amount(payment) for payment in payments), Decimal(0)) - costs
    for payment in payments:
        over -= create_refund(payment, reason, limit=over, now=now)


def refund_surplus(
    payment: Payment, amount: Decimal, reason: str, now: datetime | None = None
) -> None:
    """Create a refund of a part that was paid too much. Call it with the order and the payment locked."""
    spread_refund(payment.order, amount, refundable(payment.order))
    create_refund(payment, reason, limit=amount, now=now)


def create_refund(
    payment: Payment, reason: str, *, limit: Decimal | None = None, now: datetime | None = None
) -> Decimal:
    """Create a refund of what is left of the payment, at most `limit`; returns its amount.

    Call it with the payment locked. A constraint ensures that refunds never exceed the capture.
    """
    amount = refundable_amount(payment) if limit is None else min(limit, refundable_amount(payment))
    if amount <= 0:
        return Decimal(0)
    begin(payment, amount, reason, now=now)
    return amount


def begin(
    payment: Payment,
    amount: Decimal,
    reason: str,
    by: Actor = SYSTEM,
    *,
    now: datetime | None = None,
    **fields: Any,
) -> Refund:
    now = now or timezone.now()
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") + amount)
    payment.refunded += amount
    refund = Refund.objects.create(
        payment=payment, amount=amount, reason=reason, created_at=now, next_try_at=now, **fields
    )
    start(refund, by=by, event=RefundOwed, note=reason, now=now)
    return refund


def refundable(order: Order) -> Decimal:
    """What was captured for the order and is neither refunded nor owed, in major units."""
    captured = order.payments.filter(status=CAPTURED)
    left = captured.aggregate(left=Sum(F("captured") - F("refunded")))["left"]
    return left or Decimal(0)


def refundable_amount(payment: Payment) -> Decimal:
    """What was captured and is neither refunded nor owed."""
    return payment.captured - payment.refunded
