"""Charges a saved method without the payer at a page.

A charge is a payment as any other: written before its provider is called, sent under its own key, looked up
while its outcome is unknown. It is exclusive of any other open payment of its order, which PostgreSQL ensures
as well (payments/migrations/0029). No provider is called under a lock.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.lifecycle import lock, start
from orders.models import Order
from payments.events import PaymentStarted
from payments.gateways.base import Final, GatewayError, OutcomeUnknown, PaymentOutcome
from payments.gateways.saving import may_be_sent_again
from payments.lifecycle import OPEN
from payments.method_lifecycle import ACTIVE, SOFT
from payments.methods import PaymentRefused, gateway_for
from payments.models import WEBHOOK_OVERDUE, Payment, SavedMethod
from payments.reasons import TOKEN_LOST
from payments.recording import mark_unknown, record_outcome
from payments.saved_methods import mark_unusable, saving_gateway_of
from payments.way_rules import refused_ways

SLOWEST_CHARGE = timedelta(minutes=10)  # a call may be under way that long

log = structlog.get_logger(__name__)


class ChargeRefused(PaymentRefused):
    """Nothing was charged or sent; the text can be shown to the user as it is."""


class AnotherPaymentOpen(ChargeRefused):
    """Its payer is at a page, or another method is being charged: try again once that has ended."""


class MethodRefused(ChargeRefused):
    """This method is not charged; another may be."""


def charge(order: Order, method: SavedMethod, now: datetime | None = None) -> Payment:
    """Charge the order's total; returns the payment, whose status says what became of it.

    captured; declined, with `decline` and the reason in its history; unknown or started: it is asked about,
    and sent again, by itself. Called again while that charge is open, it goes on with it. The method is never
    charged again after a hard decline, or one for which the payer must come to a page. Raises ChargeRefused,
    WayRefused.
    """
    now = now or timezone.now()
    if method.status == ACTIVE and not method.token:
        mark_unusable(method, TOKEN_LOST.note, now)
    payment = open_charge(order, method, now)
    return send(payment, now)


@transaction.atomic
def open_charge(order: Order, method: SavedMethod, now: datetime | None = None) -> Payment:
    """The part of `charge` that writes; for callers with a transaction of their own, who `send` after it."""
    now = now or timezone.now()
    lock(order)
    _refuse_unless_due(order, now)
    gateway_for(method.gateway, order.currency, order.total, refused_ways(order))
    lock(method)  # so that it is not removed meanwhile
    if method.status != ACTIVE:
        raise MethodRefused(_("This card cannot be charged any more. Choose or add another."))
    opened = order.payments.filter(status__in=OPEN).first()
    if opened is None:
        return _open(order, method, now)
    if opened.method_id == method.pk and opened.amount == order.total:
        return opened
    raise AnotherPaymentOpen(_("Another payment of this order is not finished yet."))


def send(payment: Payment, now: datetime | None = None) -> Payment:
    """Send an open charge to its provider, once or again; under no lock. Raises PaymentRefused."""
    now = now or timezone.now()
    if not _claim(payment, now):
        return payment
    try:
        outcome = _ask(payment, now)
    except OutcomeUnknown:
        mark_unknown(payment, now)
    except GatewayError as error:  # certainly not charged, and sent again by the next look-up
        log.warning("charge not sent", payment=payment.pk, error=str(error))
    else:
        record_outcome(payment, outcome, now)
    return payment


def look_up_charge(payment: Payment, now: datetime) -> PaymentOutcome:
    """What became of a charge, asked of its provider; sent again where that has nothing of it.

    It is sent again only while the provider still remembers its key. Raises GatewayError, PaymentRefused.
    """
    gateway = saving_gateway_of(payment.gateway)
    outcome = gateway.look_up(payment, now)
    if outcome.result != "open" or payment.status not in OPEN:
        return outcome
    if _claim(payment, now):
        return _ask(payment, now)
    if payment.sent_at and payment.sent_at > now - SLOWEST_CHARGE:
        raise OutcomeUnknown(_("It may still be under way."))
    return PaymentOutcome("abandoned")


def _ask(payment: Payment, now: datetime) -> PaymentOutcome:
    try:
        return saving_gateway_of(payment.gateway).charge(payment, now)
    except Final as refusal:
        return PaymentOutcome("declined", reason=refusal.reason, decline=SOFT)


def _claim(payment: Payment, now: datetime) -> bool:
    """Whether it may be sent, first or again: not once it has ended, or its key may be forgotten."""
    remembers = saving_gateway_of(payment.gateway).remembers_keys_for
    if not may_be_sent_again(payment, remembers, now):
        return False
    if not Payment.objects.filter(pk=payment.pk, status__in=OPEN).update(sent_at=now):
        return False
    payment.sent_at = now
    return True


def _refuse_unless_due(order: Order, now: datetime) -> None:
    if not order.awaits_payment(now):
        raise ChargeRefused(_("This order is not waiting for payment any more."))
    if not order.total:
        raise ChargeRefused(_("There is nothing to charge."))


def _open(order: Order, method: SavedMethod, now: datetime) -> Payment:
    """Needs the order and the method locked."""
    payment = Payment.objects.create(
        order=order,
        method=method,
        gateway=method.gateway,
        amount=order.total,
        currency=order.currency,
        created_at=now,
        look_up_at=now + WEBHOOK_OVERDUE,
    )
    start(payment, by=SYSTEM, event=PaymentStarted, now=now)
    return payment
