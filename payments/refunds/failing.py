"""Refunds that a provider took and could not deliver: owed again, or failed permanently.

Either way they count as owed to the payer, so the same money cannot be refunded a second time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from core.actors import SYSTEM
from core.lifecycle import lock, move_locked
from payments.gateways.base import Failed
from payments.lifecycle import OWED, SENT
from payments.models import Payment, Refund

# Before each further try; after the last one has failed an admin has to find another way.
WAITS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))

log = structlog.get_logger(__name__)


def record_all_failed(payment: Payment, failed: Sequence[Failed], now: datetime) -> None:
    """Record refunds that came back; those recorded already change nothing.

    Call it with the payment locked.
    """
    for one in failed:
        for refund in payment.refunds.filter(status=SENT, reference=one.reference):
            refund.payment = payment
            _come_back(refund, one, now)


@transaction.atomic
def mark_failed(refund: Refund, reason: str, now: datetime) -> None:
    """The provider reports that it never will."""
    lock(refund)
    if refund.status == OWED:
        _mark_failed(refund, reason, now)


def _come_back(refund: Refund, failed: Failed, now: datetime) -> None:
    """Refunds made in the dashboard are not retried: only our own."""
    times = refund.history.filter(verb="fail").count()
    if failed.is_final or failed.key != refund.key or times >= len(WAITS):
        _mark_failed(refund, failed.reason, now)
    else:
        again = now + WAITS[times]
        move_locked(refund, "fail", by=SYSTEM, note=failed.reason, now=now, next_try_at=again)


def _mark_failed(refund: Refund, reason: str, now: datetime) -> None:
    log.error("refund given up", refund=refund.pk, reason=reason)
    move_locked(refund, "mark_failed", by=SYSTEM, note=reason, now=now)
