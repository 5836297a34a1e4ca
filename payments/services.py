"""Money coming and going. The order is always locked before its payments."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, lock, move_locked, start
from orders.lifecycle import Status
from orders.models import Order
from orders.services import receive_money
from payments.events import PaymentStarted, RefundOwed
from payments.gateways import offered_gateways
from payments.gateways.base import Gateway, GatewayError, Outcome
from payments.lifecycle import CAPTURED, OWED, STARTED
from payments.models import Payment, Refund

CLAIM = timedelta(minutes=10)  # longer than any gateway call takes
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
    with transaction.atomic():
        payment = open_payment(order, gateway_code)
    return pay_at(payment) if payment else order.get_absolute_url()


def open_payment(order: Order, gateway_code: str) -> Payment | None:
    """What `start_payment` writes, within the caller's transaction and without asking the provider.

    None for an order of nothing, which is paid at once. Raises PaymentRefused.
    """
    gateway = gateway_of(gateway_code)
    lock(order)
    _refuse_unless_waiting(order)
    started = order.payments.filter(status=STARTED, gateway=gateway.code, amount=order.total)
    return started.first() or _open(order, gateway)


def open_first_payment(order: Order, gateway_code: str) -> Payment | None:
    """The same for an order that this very transaction placed: nobody else can know of it yet."""
    return _open(order, gateway_of(gateway_code))


def pay_at(payment: Payment) -> str:
    """The URL where the payer pays; asks the provider, so call it under no lock."""
    started = gateway_of(payment.gateway).start(payment)
    if started.session and started.session != payment.session:
        Payment.objects.filter(pk=payment.pk).update(session=started.session)
        payment.session = started.session
    return started.url


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
        move_locked(payment, "decline", by=SYSTEM, note=outcome.reason, now=now)
    elif outcome.result == "abandoned" and payment.status == STARTED:
        move_locked(payment, "abandon", by=SYSTEM, now=now)
    return payment


@transaction.atomic
def owe_refunds(order: Order, reason: str) -> None:
    """Owe back whatever was captured for the order and is not owed or sent back already."""
    lock(order)
    for payment in order.payments.filter(status=CAPTURED).order_by("pk"):
        _owe(payment, reason)


@transaction.atomic
def owe_overpayment(order: Order, reason: str) -> None:
    """Owe back what was captured beyond the order's total, since the total became less."""
    lock(order)
    payments = list(order.payments.filter(status=CAPTURED).order_by("pk"))
    over = sum((_rest(payment) for payment in payments), Decimal(0)) - order.total
    for payment in payments:
        over -= _owe(payment, reason, most=over)


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


def _refuse_unless_waiting(order: Order) -> None:
    if order.status != Status.PENDING:
        raise PaymentRefused(_("This order is not waiting for payment any more."))
    if timezone.now() >= order.pay_by:
        raise PaymentRefused(_("The time to pay is over. Please order again."))


def _open(order: Order, gateway: Gateway) -> Payment | None:
    """Needs the order locked, or placed in this transaction."""
    if not order.total:
        receive_money(order)
        return None
    payment = Payment.objects.create(
        order=order, gateway=gateway.code, amount=order.total, currency=order.currency
    )
    start(payment, by=SYSTEM, tells=PaymentStarted)
    return payment


def _capture(payment: Payment, outcome: Outcome, now: datetime) -> None:
    reference, amount = outcome.reference, outcome.amount
    move_locked(payment, "capture", by=SYSTEM, now=now, reference=reference, amount=amount)
    if (outcome.amount, outcome.currency) != (payment.amount, payment.currency):
        _owe(payment, _("The amount paid was not the amount asked."))
        return
    try:
        receive_money(payment.order, now)
    except MoveRefused as refusal:
        _owe(payment, str(refusal))


def _owe(payment: Payment, reason: str, most: Decimal | None = None) -> Decimal:
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
