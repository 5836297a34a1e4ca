"""Records what a provider reports of a dispute. The order is always locked before its payments."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import lock, move_locked, start
from payments.dispute_lifecycle import LOOK_UP_EVERY, LOST, OPEN, WON
from payments.disputes.losses import give_back, take_loss
from payments.events import DisputeOpened
from payments.gateways.disputes import ReportedDispute
from payments.models import Dispute, Payment


@transaction.atomic
def record_dispute(
    payment: Payment, reported: ReportedDispute, now: datetime | None = None
) -> Dispute:
    """Record the provider's report: each move once, however often, and in any order.

    Record first what the provider reports of the payment itself: a refund that reached the payer is no loss.
    """
    now = now or timezone.now()
    lock(payment)
    known = payment.disputes.filter(reference=reported.reference).first()
    dispute = known or _open(payment, reported, now)
    dispute.payment = payment
    if reported.result == "lost" and dispute.status != LOST:
        loss = take_loss(dispute, _lost(dispute, reported), now)
        move_locked(dispute, "lose", by=SYSTEM, now=now, **loss)
    elif reported.result == "won" and dispute.status != WON:
        if dispute.status == LOST:
            give_back(dispute, now)
        move_locked(dispute, "win", by=SYSTEM, now=now)
    elif reported.result == "open" and dispute.status == OPEN:
        _update(dispute, reported, now)
    return dispute


def _open(payment: Payment, reported: ReportedDispute, now: datetime) -> Dispute:
    dispute = Dispute.objects.create(
        payment=payment,
        reference=reported.reference,
        is_inquiry=reported.is_inquiry,
        amount=reported.amount,
        currency=reported.currency,
        reason=reported.reason,
        due_by=reported.due,
        opened_at=reported.opened_at,
        look_up_at=now + LOOK_UP_EVERY,
    )
    start(dispute, by=SYSTEM, event=DisputeOpened, now=now)
    return dispute


def _update(dispute: Dispute, reported: ReportedDispute, now: datetime) -> None:
    """Providers prolong deadlines, and payers change what they dispute."""
    dispute.amount, dispute.due_by = reported.amount, reported.due
    dispute.save(update_fields=["amount", "due_by"])
    if dispute.is_inquiry and not reported.is_inquiry:
        move_locked(dispute, "escalate", by=SYSTEM, now=now)


def _lost(dispute: Dispute, reported: ReportedDispute) -> Decimal:
    """In another currency than the payment's nobody knows how much of it that is: all."""
    same = reported.currency == dispute.payment.currency
    return reported.lost if same else dispute.payment.captured
