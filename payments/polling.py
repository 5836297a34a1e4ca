"""Asking providers about payments and refunds.

Payments of unknown outcome, payments whose webhook is overdue, and whether refunds arrived.
"""

from datetime import datetime, timedelta

import structlog
from django.db.models import F
from django.utils import timezone

from core.backoff import backoff
from core.sweeps import sweep
from orders.models import Order
from payments.charging import look_up_charge
from payments.gateways.base import GatewayError, PaymentOutcome
from payments.lifecycle import OPEN, SENT, STARTED, next_look_up
from payments.methods import PaymentRefused, gateway_of
from payments.models import Payment, Refund
from payments.recording import record_outcome

MAX_LOOK_UPS_A_RUN = 200  # payments or refunds
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
GIVEN_UP = timedelta(days=1)  # after which an unfinished payment counts as abandoned

log = structlog.get_logger(__name__)


def look_up_due_payments(now: datetime | None = None) -> int:
    """Look up every payment that is due, at most MAX_LOOK_UPS_A_RUN; returns the number looked up.

    A provider that does not answer does not delay other payments: it is asked again at growing
    intervals, until the outcome is known.
    """
    now = now or timezone.now()
    due = Payment.objects.filter(status__in=OPEN, look_up_at__lte=now).order_by("look_up_at")
    rows = due.select_related("order", "method")[:MAX_LOOK_UPS_A_RUN]
    failed = "payments that could not be looked up"
    return sweep(rows, lambda payment: look_up(payment, now), failed=failed)


def look_up(payment: Payment, now: datetime) -> bool:
    """Look up one payment if it is due; of two concurrent calls, one does. Under no lock."""
    if not _claim(payment, now):
        return False
    _ask(payment, now)
    return True


def _ask(payment: Payment, now: datetime) -> None:
    try:
        outcome = _outcome(payment, now)
    except (GatewayError, PaymentRefused) as error:
        log.warning("payment not looked up", payment=payment.pk, error=str(error))
        return
    record_outcome(payment, outcome, now)


def _outcome(payment: Payment, now: datetime) -> PaymentOutcome:
    if payment.is_charge:
        return look_up_charge(payment, now)
    outcome = gateway_of(payment.gateway).look_up(payment, now)
    return _or_given_up(payment, outcome, now)


def look_up_open_payments(order: Order, now: datetime | None = None) -> int:
    """Look up the open payments of an order that is paid or over, which closes the payer's page.

    Returns the number looked up; a provider that does not answer is asked again as usual.
    """
    now = now or timezone.now()
    payments = order.payments.filter(status__in=OPEN)
    payments.filter(look_up_at__gt=now).update(look_up_at=now)
    failed = "payments that could not be looked up"
    return sweep(
        payments.select_related("order", "method"),
        lambda payment: look_up(payment, now),
        failed=failed,
    )


def look_up_sent_refunds(now: datetime | None = None) -> int:
    """Look up whether refunds arrived, at most MAX_LOOK_UPS_A_RUN; returns the number looked up.

    For two months, at growing intervals: a bank may return money long after the provider took it.
    """
    now = now or timezone.now()
    due = Refund.objects.filter(status=SENT, look_up_at__lte=now).order_by("look_up_at")
    rows = due.select_related("payment__order")[:MAX_LOOK_UPS_A_RUN]
    failed = "refunds that could not be looked up"
    return sweep(rows, lambda refund: look_up_refund(refund, now), failed=failed)


def look_up_refund(refund: Refund, now: datetime) -> bool:
    """Look up one refund if it is due; of two concurrent calls, one does. Under no lock."""
    following = next_look_up(refund.look_ups + 1, now)
    due = Refund.objects.filter(pk=refund.pk, status=SENT, look_up_at__lte=now)
    if not due.update(look_up_at=following, look_ups=F("look_ups") + 1):
        return False
    _ask(refund.payment, now)
    return True


def _or_given_up(payment: Payment, outcome: PaymentOutcome, now: datetime) -> PaymentOutcome:
    """A payment of unknown outcome is never given up: only its provider can decide it."""
    unfinished = outcome.result == "open" and payment.status == STARTED
    until = payment.order.pay_by or payment.created_at
    if unfinished and now > until + GIVEN_UP:
        return PaymentOutcome("abandoned")
    return outcome


def _claim(payment: Payment, now: datetime) -> bool:
    wait = backoff(FIRST_WAIT, payment.look_ups + 1, LONGEST_WAIT)
    waiting = Payment.objects.filter(pk=payment.pk, status__in=OPEN, look_up_at__lte=now)
    return bool(waiting.update(look_up_at=now + wait, look_ups=F("look_ups") + 1))
