"""Money coming and going. The order is always locked before its payments."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, lock, move, start
from orders.lifecycle import Status
from orders.models import Order
from orders.services import receive_money
from payments.events import PaymentStarted, RefundOwed
from payments.gateways import offered_gateways
from payments.gateways.base import Gateway, GatewayError, Outcome
from payments.lifecycle import CAPTURED, STARTED, RefundStatus
from payments.models import Payment, Refund

LONGEST_WAIT = timedelta(hours=6)


class PaymentRefused(Exception):
    """This cannot be paid so; the text can be shown to the user as it is."""


def gateway_of(code: str) -> Gateway:
    """The gateway by its code; raises PaymentRefused where it is not switched on."""
    gateway = offered_gateways().get(code)
    if gateway is None:
        raise PaymentRefused(_("This way of paying is not offered."))
    return gateway


def start_payment(order: Order, gateway_code: str) -> str:
    """Open a payment of the order's total and return the URL where the payer pays.

    An open payment at the same gateway is taken up again. An order of nothing is paid at once, and
    the URL is its own. Raises PaymentRefused.
    """
    gateway = gateway_of(gateway_code)
    with transaction.atomic():
        lock(order)
        if order.status != Status.PENDING:
            raise PaymentRefused(_("This order is not waiting for payment any more."))
        if not order.total:
            receive_money(order)
            return order.get_absolute_url()
        payment = _open_payment(order, gateway.code)
    return gateway.start(payment)


def confirm_payment(payment: Payment, returned: Mapping[str, str]) -> Payment:
    """Ask the gateway what became of the payment and record it; may be called any number of times.

    Raises PaymentRefused or GatewayError, and changes nothing then.
    """
    outcome = gateway_of(payment.gateway).confirm(payment, returned)
    return record_outcome(payment, outcome)


@transaction.atomic
def record_outcome(payment: Payment, outcome: Outcome, now: datetime | None = None) -> Payment:
    """Write down what the gateway said: one capture, one move of the order, however often told.

    Money the order cannot take (cancelled, expired for good, another amount, paid twice) is owed
    back at once.
    """
    now = now or timezone.now()
    lock(payment)
    if outcome.result == "captured" and payment.status != CAPTURED:
        _capture(payment, outcome, now)
    elif outcome.result == "declined" and payment.status == STARTED:
        move(payment, "decline", by=SYSTEM, note=outcome.reason, now=now)
    elif outcome.result == "abandoned" and payment.status == STARTED:
        move(payment, "abandon", by=SYSTEM, now=now)
    return payment


@transaction.atomic
def owe_refunds(order: Order, reason: str) -> None:
    """Owe back whatever was captured for the order and is not owed or sent back already."""
    lock(order)
    for payment in order.payments.filter(status=CAPTURED).order_by("pk"):
        _owe(payment, reason)


def send_refund(refund: Refund, now: datetime | None = None) -> None:
    """Send one owed refund; a provider's no is noted and tried again later, ever less often."""
    now = now or timezone.now()
    if refund.status != RefundStatus.OWED:
        return
    try:
        reference = gateway_of(refund.payment.gateway).refund(refund)
    except (GatewayError, PaymentRefused) as error:
        _try_again_later(refund, str(error), now)
    else:
        _note_sent(refund, reference, now)


def send_due_refunds(now: datetime | None = None) -> int:
    """Send every refund whose time has come: the sweep behind lost jobs; returns how many."""
    now = now or timezone.now()
    due = list(Refund.objects.filter(status=RefundStatus.OWED, next_try_at__lte=now))
    for refund in due:
        send_refund(refund, now)
    return len(due)


def _open_payment(order: Order, code: str) -> Payment:
    payment = order.payments.filter(status=STARTED, gateway=code, amount=order.total).first()
    if payment is None:
        payment = Payment.objects.create(
            order=order, gateway=code, amount=order.total, currency=order.currency
        )
        start(payment, by=SYSTEM, tells=PaymentStarted)
    return payment


def _capture(payment: Payment, outcome: Outcome, now: datetime) -> None:
    reference, amount = outcome.reference, outcome.amount
    move(payment, "capture", by=SYSTEM, now=now, reference=reference, amount=amount)
    if (outcome.amount, outcome.currency) != (payment.amount, payment.currency):
        _owe(payment, _("The amount paid was not the amount asked."))
        return
    try:
        receive_money(payment.order, now)
    except MoveRefused as refusal:
        _owe(payment, str(refusal))


def _owe(payment: Payment, reason: str) -> None:
    returned = payment.refunds.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    rest = payment.captured - returned
    if rest > 0:
        refund = Refund.objects.create(payment=payment, amount=rest, reason=reason)
        start(refund, by=SYSTEM, tells=RefundOwed, note=reason)


def _try_again_later(refund: Refund, error: str, now: datetime) -> None:
    refund.attempts += 1
    refund.last_error = error[:500]
    refund.next_try_at = now + min(timedelta(minutes=2**refund.attempts), LONGEST_WAIT)
    refund.save(update_fields=["attempts", "last_error", "next_try_at"])


@transaction.atomic
def _note_sent(refund: Refund, reference: str, now: datetime) -> None:
    lock(refund)
    if refund.status == RefundStatus.OWED:
        move(refund, "send", by=SYSTEM, now=now, reference=reference)
