"""Records what a provider reports. The order is always locked before its payments."""

from datetime import datetime, timedelta
from decimal import Decimal

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, lock, move_locked
from core.reasons import Reason
from orders.holds import HoldRefused, hold_until
from orders.services import OutOfStock, receive_money
from payments.gateways.base import PaymentOutcome
from payments.lifecycle import CAPTURED, OPEN, STARTED, UNKNOWN, WAITING
from payments.method_lifecycle import AUTHENTICATION, HARD, SOFT
from payments.methods import TooManyHolds, gateway_of
from payments.models import Payment
from payments.reasons import (
    ANOTHER_AMOUNT,
    DECLINED,
    PAID_ALREADY,
    PAID_TOO_LATE,
    SOLD_OUT_MEANWHILE,
)
from payments.refunds import create_refund, record_all_failed, record_all_returned
from payments.saved_methods import mark_unusable
from payments.way_rules import DEPOSIT, refused_ways

# After it was placed. At some providers the payer chooses when to send the money (Toss takes up to 90
# days from the browser), and may choose again and again: all the while the stock is reserved.
LONGEST_HOLD = timedelta(days=7)

log = structlog.get_logger(__name__)


@transaction.atomic
def record_outcome(
    payment: Payment, outcome: PaymentOutcome, now: datetime | None = None
) -> Payment:
    """Record the gateway's report: one capture and one move of the order, however often reported.

    Money the order cannot take (cancelled, finally expired, another amount, paid twice) is owed back
    immediately. What the provider sent back, also from its own dashboard, becomes refunds; what it could
    not deliver is owed again. Raises TooManyHolds for a promise to pay later that exceeds the limit.
    """
    now = now or timezone.now()
    lock(payment)
    _note_session(payment, outcome)
    if outcome.result == "captured" and payment.status != CAPTURED:
        _capture(payment, outcome, now)
    elif outcome.result == "waiting" and payment.status in OPEN and payment.status != WAITING:
        _wait(payment, outcome, now)
    elif outcome.result == "open" and payment.status == UNKNOWN:
        move_locked(payment, "resume", by=SYSTEM, now=now)
    elif outcome.result == "declined" and payment.status in OPEN:
        _decline(payment, outcome, now)
    elif outcome.result == "abandoned" and payment.status in OPEN:
        move_locked(payment, "abandon", by=SYSTEM, now=now)
    if payment.status == CAPTURED:
        record_all_returned(payment, outcome.returned, now)
        record_all_failed(payment, outcome.failed, now)
    return payment


@transaction.atomic
def mark_unknown(payment: Payment, now: datetime | None = None) -> None:
    """The provider did not answer: unknown is not failed, and it is looked up until known."""
    lock(payment)
    if payment.status == STARTED:
        move_locked(payment, "mark_unknown", by=SYSTEM, now=now)


def _note_session(payment: Payment, outcome: PaymentOutcome) -> None:
    if outcome.session and outcome.session != payment.session:
        payment.session = outcome.session
        payment.save(update_fields=["session"])


def _capture(payment: Payment, outcome: PaymentOutcome, now: datetime) -> None:
    asked = payment.amount, payment.currency
    move_locked(
        payment,
        "capture",
        by=SYSTEM,
        now=now,
        reference=outcome.reference,
        amount=outcome.amount,
        currency=outcome.currency,
        payer=outcome.payer,
    )
    reason = _refusal(payment, asked, now)
    if reason:
        create_refund(payment, reason.note, now=now)


def _decline(payment: Payment, outcome: PaymentOutcome, now: datetime) -> None:
    """A method that was declined for good, or whose owner must come to a page, is not charged again."""
    if payment.method and outcome.decline in (HARD, AUTHENTICATION):
        mark_unusable(payment.method, outcome.reason or DECLINED.note, now)
    kind = {"decline": outcome.decline or SOFT} if payment.method else {}
    move_locked(payment, "decline", by=SYSTEM, note=outcome.reason, now=now, **kind)


def _refusal(payment: Payment, asked: tuple[Decimal, str], now: datetime) -> Reason | None:
    """Why the order cannot take this money; None if it could."""
    came = payment.captured, payment.currency
    if came != asked or payment.captured != payment.order.total:  # adjusted since it was asked for
        amounts = {"asked": "{} {}".format(*asked), "came": "{} {}".format(*came)}
        log.warning("another amount than asked", payment=payment.pk, **amounts)
        return PAID_ALREADY if _is_paid_otherwise(payment) else ANOTHER_AMOUNT
    try:
        receive_money(payment.order, now)
    except OutOfStock:
        return SOLD_OUT_MEANWHILE
    except MoveRefused:
        return PAID_ALREADY if _is_paid_otherwise(payment) else PAID_TOO_LATE
    return None


def _is_paid_otherwise(payment: Payment) -> bool:
    others = payment.order.payments.exclude(pk=payment.pk)
    return others.filter(captured__gt=F("refunded")).exists()


def _wait(payment: Payment, outcome: PaymentOutcome, now: datetime) -> None:
    """The order is held until the deposit is due, but no longer than LONGEST_HOLD."""
    if outcome.due:
        longest = payment.order.placed_at + LONGEST_HOLD
        _hold(payment, min(outcome.due, longest))
    move_locked(payment, "wait", by=SYSTEM, now=now, payer_note=outcome.note)


def _hold(payment: Payment, until: datetime) -> None:
    """Raises TooManyHolds; if a provider gave the payer an account already, the usual time holds instead."""
    way = payment.gateway if gateway_of(payment.gateway).holds_stock else DEPOSIT
    try:
        if way in refused_ways(payment.order):
            raise HoldRefused(_("This order cannot be paid later."))
        hold_until(payment.order, until)
    except HoldRefused as refusal:
        log.warning("too many orders hold stock", payment=payment.pk)
        if gateway_of(payment.gateway).holds_stock:
            raise TooManyHolds(str(refusal)) from refusal
