"""Sends refunds: a job tries each until the provider takes it; a sweep covers lost jobs."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.actors import SYSTEM
from core.backoff import backoff
from core.lifecycle import lock, move_locked
from core.sweeps import sweep
from payments.freezing import is_frozen
from payments.gateways.base import Disputed, Final, GatewayError, OutcomeUnknown
from payments.lifecycle import OWED
from payments.methods import PaymentRefused, gateway_of
from payments.models import Payment, Refund, new_key
from payments.refunds.failing import mark_failed
from payments.refunds.returned import record_all_returned

CLAIM = timedelta(minutes=10)  # longer than the slowest gateway call
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=6)


def send_refund(refund: Refund, now: datetime | None = None) -> bool:
    """Send one owed refund if it is due; returns whether it was. None is while its payment is disputed.

    A refused refund is retried at growing intervals; after a final refusal it is marked as failed.

    The provider is called under no lock. The try is claimed first, so of two jobs one sends it; a
    job that dies leaves it to the next sweep after CLAIM, and the provider recognises both tries by
    `refund.key`.
    """
    now = now or timezone.now()
    if not _claim(refund, now):
        return False
    try:
        reference = gateway_of(refund.payment.gateway).refund(refund, now)
    except (GatewayError, PaymentRefused) as error:
        if not isinstance(error, OutcomeUnknown):
            _record_dashboard_refunds(refund.payment, now)
        if isinstance(error, Final):
            mark_failed(refund, error.reason, now)
        else:
            _try_again_later(refund, error, now)
    else:
        _note_sent(refund, reference, now)
    return True


def send_due_refunds(now: datetime | None = None) -> int:
    """Try every refund that is due: the sweep for lost jobs; returns the number tried.

    An error with one does not stop the others; errors are raised as a group at the end.
    """
    now = now or timezone.now()
    due = list(_due(now).select_related("payment"))
    failed = "refunds that could not be sent"
    return sweep(due, lambda refund: send_refund(refund, now), failed=failed)


def _due(now: datetime) -> QuerySet[Refund]:
    """Without those that wait for a dispute: they are due at once when it is won."""
    return Refund.objects.filter(~is_frozen(), status=OWED, next_try_at__lte=now)


def _claim(refund: Refund, now: datetime) -> bool:
    claimed = _due(now).filter(pk=refund.pk)
    return bool(claimed.update(next_try_at=now + CLAIM, attempts=F("attempts") + 1))


def _record_dashboard_refunds(payment: Payment, now: datetime) -> None:
    """After a refusal: it may have been refunded in the provider's dashboard, without a message to us."""
    try:
        returned = gateway_of(payment.gateway).look_up(payment, now).returned
    except (GatewayError, PaymentRefused):
        return
    with transaction.atomic():
        lock(payment)
        record_all_returned(payment, returned, now)


def _try_again_later(refund: Refund, error: Exception, now: datetime) -> None:
    refund.refresh_from_db(fields=["attempts"])
    wait = backoff(FIRST_WAIT, refund.attempts, LONGEST_WAIT)
    changes: dict[str, Any] = {"last_error": str(error)[:500], "next_try_at": now + wait}
    if isinstance(error, Disputed):
        changes["key"] = new_key()
    # It may have been found as sent in between.
    Refund.objects.filter(pk=refund.pk, status=OWED).update(**changes)


@transaction.atomic
def _note_sent(refund: Refund, reference: str, now: datetime) -> None:
    lock(refund)
    if refund.status == OWED:
        move_locked(refund, "send", by=SYSTEM, now=now, reference=reference)
