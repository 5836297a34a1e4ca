"""What a lost dispute took: it counts as refunded, so that all books below and above agree.

What was owed to the payer is paid by it, too. If the dispute is won after all, everything is undone.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from core.actors import SYSTEM
from core.lifecycle import move_locked
from orders.refunding import spread_refund, take_back_credits
from payments.gateways.disputes import LOSSES_ARE_REFUNDS
from payments.lifecycle import SENT
from payments.models import Dispute, Payment, Refund
from payments.reasons import CHARGED_BACK, OWED_BEFORE_DISPUTE, SENT_BY_PROVIDER
from payments.refunds import refundable
from payments.refunds.creating import begin, refundable_amount
from payments.refunds.returned import owe_less


def take_loss(dispute: Dispute, amount: Decimal, now: datetime) -> dict[str, Any]:
    """Record that the payer has `amount` back; returns what the move needs to know.

    Refunds that are owed are settled by it first, as the payer must not get the same money twice; the rest is
    a refund of its own. At most what has not reached the payer yet. Call it with the payment locked.
    """
    payment, loss = dispute.payment, _listed_loss(dispute, amount)
    if loss:
        return {"loss": loss, "lessened": Decimal(0), "line_credits": {}}
    amount = min(amount, payment.captured - _sent(payment))
    left = refundable(payment.order)
    settled, lessened = owe_less(payment, amount, dispute.reference, now, verb="charge_back")
    rest = min(amount - settled, refundable_amount(payment))
    fewer = left - refundable(payment.order) + rest
    line_credits = spread_refund(payment.order, fewer, left) if fewer else {}
    return {
        "loss": _begin_loss(dispute, rest, now) if rest > 0 else None,
        "lessened": lessened,
        "line_credits": {line: str(part) for line, part in line_credits.items()},
    }


def give_back(dispute: Dispute, now: datetime) -> None:
    """The provider returned what was lost: what it had settled is owed again, the rest can be refunded again.

    Call it with the payment locked.
    """
    payment = dispute.payment
    settled = payment.refunds.filter(status=SENT, reference=dispute.reference)
    for refund in [one for one in settled if one != dispute.loss]:
        refund.payment = payment
        move_locked(refund, "owe_again", by=SYSTEM, now=now)
    if dispute.loss and dispute.loss.status == SENT:
        _return_loss(payment, dispute.loss, now)
    line_credits = {int(line): Decimal(part) for line, part in dispute.line_credits.items()}
    take_back_credits(payment.order, line_credits)
    if dispute.lessened:
        begin(payment, dispute.lessened, OWED_BEFORE_DISPUTE.note, now=now)


def _listed_loss(dispute: Dispute, amount: Decimal) -> Refund | None:
    """The provider's own refund by which it took the money, recorded before."""
    if dispute.payment.gateway not in LOSSES_ARE_REFUNDS:
        return None
    refunds = dispute.payment.refunds.filter(status=SENT, amount=amount, dispute=None)
    untried = refunds.filter(attempts=0, history__at__gte=dispute.opened_at, history__verb="send")
    return untried.first()


def _begin_loss(dispute: Dispute, amount: Decimal, now: datetime) -> Refund:
    refund = begin(dispute.payment, amount, CHARGED_BACK.note, now=now)
    move_locked(refund, "charge_back", by=SYSTEM, now=now, reference=dispute.reference)
    return refund


def _return_loss(payment: Payment, loss: Refund, now: datetime) -> None:
    """One that we owed besides is owed again."""
    loss.payment = payment
    if loss.reason not in (CHARGED_BACK.note, SENT_BY_PROVIDER.note):
        move_locked(loss, "owe_again", by=SYSTEM, now=now)
        return
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") - loss.amount)
    payment.refunded -= loss.amount
    move_locked(loss, "reverse", by=SYSTEM, now=now)


def _sent(payment: Payment) -> Decimal:
    sent = payment.refunds.filter(status=SENT).aggregate(sum=Sum("amount"))["sum"]
    return sent or Decimal(0)
