"""Asking providers about disputes whose messages may be lost: an open one freezes refunds."""

from datetime import datetime

import structlog
from django.utils import timezone

from core.sweeps import sweep
from payments.dispute_lifecycle import LOOK_UP_EVERY, OPEN
from payments.disputes.recording import record_dispute
from payments.gateways.base import GatewayError
from payments.gateways.disputes import DisputeGateway, ReportedDispute
from payments.methods import PaymentRefused, gateway_of
from payments.models import Dispute, Payment
from payments.recording import record_outcome

MAX_LOOK_UPS_A_RUN = 200  # disputes

log = structlog.get_logger(__name__)


def look_up_due_disputes(now: datetime | None = None) -> int:
    """Look up every dispute that is due: each day while it is open, and once more when it is decided."""
    now = now or timezone.now()
    due = Dispute.objects.filter(look_up_at__lte=now).order_by("look_up_at")
    rows = due.select_related("payment__order")[:MAX_LOOK_UPS_A_RUN]
    return sweep(
        rows, lambda one: _look_up(one, now), failed="disputes that could not be looked up"
    )


def reported_dispute(payment: Payment, reference: str) -> ReportedDispute | None:
    """Its state at the provider; None where payments cannot be disputed. Raises GatewayError."""
    gateway = gateway_of(payment.gateway)
    if isinstance(gateway, DisputeGateway):
        return gateway.look_up_dispute(reference, payment)
    return None


def _look_up(dispute: Dispute, now: datetime) -> bool:
    """Look up one if it is due; of two concurrent calls, one does. Under no lock."""
    following = now + LOOK_UP_EVERY if dispute.status == OPEN else None
    if not Dispute.objects.filter(pk=dispute.pk, look_up_at__lte=now).update(look_up_at=following):
        return False
    try:
        reported = reported_dispute(dispute.payment, dispute.reference)
        outcome = gateway_of(dispute.payment.gateway).look_up(dispute.payment, now)
    except (GatewayError, PaymentRefused) as error:
        log.warning("dispute not looked up", dispute=dispute.pk, error=str(error))
        return False
    record_outcome(dispute.payment, outcome, now)
    if reported:
        record_dispute(dispute.payment, reported, now)
    return True
