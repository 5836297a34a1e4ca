"""Money going back: owed in the transaction that made it so, sent by a job until the provider takes it."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import lock, move_locked, start
from orders.models import Order
from payments.events import RefundOwed
from payments.gateways.base import GatewayError
from payments.lifecycle import CAPTURED, OWED
from payments.models import Payment, Refund
from payments.offers import PaymentRefused, gateway_of

CLAIM = timedelta(minutes=10)  # longer than any gateway call takes
LONGEST_WAIT = timedelta(hours=6)


@transaction.atomic
def owe_refunds(order: Order, reason: str) -> None:
    """Owe back whatever was captured for the order and is not owed or sent back already."""
    lock(order)
    for payment in order.payments.filter(status=CAPTURED).order_by("pk"):
        owe(payment, reason)


@transaction.atomic
def owe_overpayment(order: Order, reason: str) -> None:
    """Owe back what was captured beyond the order's total, since the total became less."""
    lock(order)
    payments = list(order.payments.filter(status=CAPTURED).order_by("pk"))
    over = sum((_rest(payment) for payment in payments), Decimal(0)) - order.total
    for payment in payments:
        over -= owe(payment, reason, most=over)


def send_refund(refund: Refund, now: datetime | None = None) -> None:
    """Send one owed refund if its time has come; a provider's no is tried again, ever less often.

    The provider is called under no lock. The try is claimed first, so of two jobs one sends it; a
    job that dies on the way leaves it to the next sweep after CLAIM, and the provider tells both
    tries apart by `refund.key`.
    """
    now = now or timezone.now()
    if not _claim(refund, now):
        return
    try:
        reference = gateway_of(refund.payment.gateway).refund(refund)
    except (GatewayError, PaymentRefused) as error:
        _try_again_later(refund, str(error), now)
    else:
        _note_sent(refund, reference, now)


def send_due_refunds(now: datetime | None = None) -> int:
    """Send every refund whose time has come: the sweep behind lost jobs; returns how many.

    What goes wrong with one holds up no other, and is raised as a group at the end.
    """
    now = now or timezone.now()
    due, errors = list(_due(now).select_related("payment")), []
    for refund in due:
        try:
            send_refund(refund, now)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("refunds that could not be sent", errors)
    return len(due)


def hasten_refund(refund: Refund, now: datetime | None = None) -> None:
    """Make an owed refund due at once rather than at its next try."""
    now = now or timezone.now()
    Refund.objects.filter(pk=refund.pk, status=OWED, next_try_at__gt=now).update(next_try_at=now)


def _due(now: datetime) -> QuerySet[Refund]:
    return Refund.objects.filter(status=OWED, next_try_at__lte=now)


def _claim(refund: Refund, now: datetime) -> bool:
    claimed = _due(now).filter(pk=refund.pk)
    return bool(claimed.update(next_try_at=now + CLAIM, attempts=F("attempts") + 1))


def owe(payment: Payment, reason: str, most: Decimal | None = None) -> Decimal:
    """Owe back what is left of the payment, `most` at most; returns how much that is."""
    amount = _rest(payment) if most is None else min(most, _rest(payment))
    if amount <= 0:
        return Decimal(0)
    refund = Refund.objects.create(payment=payment, amount=amount, reason=reason)
    start(refund, by=SYSTEM, tells=RefundOwed, note=reason)
    return amount


def _rest(payment: Payment) -> Decimal:
    """What was captured and is neither sent back nor owed."""
    returned: Decimal = payment.refunds.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return payment.captured - returned


def _try_again_later(refund: Refund, error: str, now: datetime) -> None:
    refund.refresh_from_db(fields=["attempts"])
    wait = min(timedelta(minutes=2 ** min(refund.attempts, 10)), LONGEST_WAIT)
    refund.last_error = error[:500]
    refund.next_try_at = now + wait
    refund.save(update_fields=["last_error", "next_try_at"])


@transaction.atomic
def _note_sent(refund: Refund, reference: str, now: datetime) -> None:
    lock(refund)
    if refund.status == OWED:
        move_locked(refund, "send", by=SYSTEM, now=now, reference=reference)
