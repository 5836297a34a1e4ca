"""The content of a receipt, whether as a page or as a PDF."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from orders.models import Adjustment, Order, OrderLine
from payments.gateways import label_of
from payments.lifecycle import CAPTURED, FAILED, SENT
from payments.models import Payment, Refund


@dataclass(frozen=True, slots=True)
class GoneBack:
    """Money refunded or on its way back since `at`; `amount` is negative, as it counts in a sum."""

    amount: Decimal
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Paid:
    """Money received; `amount` and those of `back` are in major units of `currency`."""

    way: str
    reference: str
    at: datetime
    amount: Decimal
    currency: str
    back: list[GoneBack]


@dataclass(frozen=True, slots=True)
class Receipt:
    order: Order
    lines: list[OrderLine]
    adjustments: list[Adjustment]
    payments: list[Paid]


def receipt_of(order: Order) -> Receipt | None:
    """The receipt in the reader's language; None if nothing was captured for the order."""
    payments = order.payments.filter(status=CAPTURED, captured__gt=0).order_by("captured_at", "pk")
    paid = [_paid(payment) for payment in payments.prefetch_related("refunds__history")]
    if not paid:
        return None
    return Receipt(order, list(order.lines.all()), list(order.adjustments.all()), paid)


def _paid(payment: Payment) -> Paid:
    refunds = sorted(payment.all_refunds, key=lambda refund: refund.pk)
    return Paid(
        way=label_of(payment.gateway),
        reference=payment.reference,
        at=payment.captured_at or payment.created_at,
        amount=payment.captured,
        currency=payment.currency,
        back=[_gone_back(refund) for refund in refunds],
    )


def _gone_back(refund: Refund) -> GoneBack:
    if refund.status == FAILED:
        return GoneBack(-refund.amount, refund.created_at, _("Refund could not be sent yet"))
    if refund.status != SENT:
        return GoneBack(-refund.amount, refund.created_at, _("Refund on its way"))
    steps = [step.at for step in refund.history.all() if step.target == SENT]
    return GoneBack(-refund.amount, max(steps, default=refund.created_at), _("Refunded"))
