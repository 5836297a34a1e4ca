"""Money going back: owed in the transaction that made it so, sent by a job until the provider takes it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4, uuid5

import structlog
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM, Actor
from core.lifecycle import lock, move_locked, start
from core.money import format_money, round_money
from core.sweeps import sweep
from orders.access import is_store_staff
from orders.models import Order
from payments.events import RefundOwed
from payments.gateways.base import GatewayError, Returned, Unclear
from payments.lifecycle import CAPTURED, OWED
from payments.models import Payment, Refund, new_key
from payments.offers import PaymentRefused, gateway_of

CLAIM = timedelta(minutes=10)  # longer than any gateway call takes
LONGEST_WAIT = timedelta(hours=6)

log = structlog.get_logger(__name__)


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


class RefundRefused(Exception):
    """This cannot go back; the text can be shown to the user as it is."""


@transaction.atomic
def refund_part(
    order: Order, amount: Decimal, *, reason: str, by: Actor, token: UUID | None = None
) -> list[Refund]:
    """Owe back a part of what was paid, as the store or an admin decides; `amount` in major units.

    Taken from the order's payments in the order they came. `token` is that of the page: the same amount
    with the same token again finds the same refunds. Raises RefundRefused for who may not, for no
    reason, and for more than is left, which a constraint makes sure of.
    """
    lock(order)
    if not is_store_staff(order, by):
        raise RefundRefused(_("You may not do this."))
    keys = _keys(order, amount, token or uuid4())
    begun = Refund.objects.filter(key__in=keys.values())
    if begun:
        return list(begun)
    if not reason.strip():
        raise RefundRefused(_("Please give a reason: the customer will read it."))
    if amount <= 0 or amount != round_money(amount, order.currency):
        raise RefundRefused(_("Please give an amount of money."))
    left = refundable(order)
    if amount > left:
        said = format_money(left, order.currency)
        raise RefundRefused(_("At most %(amount)s can go back.") % {"amount": said})
    return _take_from_payments(order, amount, reason.strip(), by, keys)


def refundable(order: Order) -> Decimal:
    """What was captured for the order and is neither sent back nor owed, in major units."""
    captured = order.payments.filter(status=CAPTURED)
    left = captured.aggregate(left=Sum(F("captured") - F("refunded")))["left"]
    return left or Decimal(0)


def _keys(order: Order, amount: Decimal, token: UUID) -> dict[int, str]:
    """The key that a refund of the amount has by primary key of its payment: known before it exists."""
    return {
        payment.pk: str(uuid5(token, f"{payment.key} {amount.normalize()}"))
        for payment in order.payments.filter(status=CAPTURED)
    }


def _take_from_payments(
    order: Order, amount: Decimal, reason: str, by: Actor, keys: dict[int, str]
) -> list[Refund]:
    begun = []
    for payment in order.payments.filter(status=CAPTURED).order_by("captured_at", "pk"):
        part = min(amount, _rest(payment))
        if part > 0:
            begun.append(_begin(payment, part, reason, by, keys[payment.pk]))
            amount -= part
    return begun


def owe(payment: Payment, reason: str, most: Decimal | None = None) -> Decimal:
    """Owe back what is left of the payment, `most` at most; returns how much that is.

    Call it with the payment locked. A constraint keeps more than came from going back.
    """
    amount = _rest(payment) if most is None else min(most, _rest(payment))
    if amount <= 0:
        return Decimal(0)
    _begin(payment, amount, reason)
    return amount


def record_returned(payment: Payment, returned: Returned, now: datetime) -> None:
    """Take note of money the provider sent back: a refund of ours, or one made in its dashboard.

    Call it with the payment locked; a refund known already changes nothing.
    """
    refunds = list(payment.refunds.all())
    if any(returned.reference in (refund.reference, refund.key) for refund in refunds):
        return
    refund = _meant(refunds, returned) or _begin_foreign(payment, returned, now)
    if refund:
        refund.payment = payment
        move_locked(refund, "send", by=SYSTEM, now=now, reference=returned.reference)


def record_all_returned(payment: Payment, returned: Sequence[Returned], now: datetime) -> None:
    """The same for all that a provider lists, beginning with what is ours for certain."""
    ours = set(payment.refunds.values_list("key", flat=True)) if returned else ()
    for one in sorted(returned, key=lambda one: one.key not in ours):
        record_returned(payment, one, now)


def send_refund(refund: Refund, now: datetime | None = None) -> bool:
    """Send one owed refund if its time has come, and say whether it had.

    A provider's no is tried again, ever less often.

    The provider is called under no lock. The try is claimed first, so of two jobs one sends it; a
    job that dies on the way leaves it to the next sweep after CLAIM, and the provider tells both
    tries apart by `refund.key`.
    """
    now = now or timezone.now()
    if not _claim(refund, now):
        return False
    try:
        reference = gateway_of(refund.payment.gateway).refund(refund)
    except (GatewayError, PaymentRefused) as error:
        _try_again_later(refund, str(error), now)
        if not isinstance(error, Unclear):
            _look_what_went_back(refund.payment, now)
    else:
        _note_sent(refund, reference, now)
    return True


def _look_what_went_back(payment: Payment, now: datetime) -> None:
    """After a no: somebody may have sent it back in the provider's dashboard, unheard by us."""
    try:
        returned = gateway_of(payment.gateway).look_up(payment).returned
    except (GatewayError, PaymentRefused):
        return
    with transaction.atomic():
        lock(payment)
        record_all_returned(payment, returned, now)


def send_due_refunds(now: datetime | None = None) -> int:
    """Try every refund whose time has come: the sweep behind lost jobs; returns how many were tried.

    What goes wrong with one holds up no other, and is raised as a group at the end.
    """
    now = now or timezone.now()
    due = list(_due(now).select_related("payment"))
    failed = "refunds that could not be sent"
    return sweep(due, lambda refund: send_refund(refund, now), failed=failed)


def hasten_refund(refund: Refund, now: datetime | None = None) -> None:
    """Make an owed refund due at once rather than at its next try."""
    now = now or timezone.now()
    Refund.objects.filter(pk=refund.pk, status=OWED, next_try_at__gt=now).update(next_try_at=now)


def _due(now: datetime) -> QuerySet[Refund]:
    return Refund.objects.filter(status=OWED, next_try_at__lte=now)


def _claim(refund: Refund, now: datetime) -> bool:
    claimed = _due(now).filter(pk=refund.pk)
    return bool(claimed.update(next_try_at=now + CLAIM, attempts=F("attempts") + 1))


def _meant(refunds: list[Refund], returned: Returned) -> Refund | None:
    """The owed refund that this is: by our key, or by its amount where somebody was faster by hand."""
    owed = [refund for refund in refunds if refund.status == OWED]
    by_key = [refund for refund in owed if refund.key == returned.key]
    by_amount = [refund for refund in owed if refund.amount == returned.amount]
    return next(iter(by_key or by_amount), None)


def _begin_foreign(payment: Payment, returned: Returned, now: datetime) -> Refund | None:
    """A refund that is not ours; what it leaves too little for of ours is owed no more."""
    sent = _owe_less(payment, returned.amount - _rest(payment), returned.reference, now)
    amount = min(returned.amount - sent, _rest(payment))
    if amount < returned.amount - sent:
        log.warning("more went back than came", payment=payment.pk, amount=str(returned.amount))
    return _begin(payment, amount, _("Sent back by the provider.")) if amount > 0 else None


def _owe_less(payment: Payment, amount: Decimal, reference: str, now: datetime) -> Decimal:
    """Take `amount` off what is still owed; returns how much of it whole refunds were, sent by this.

    One that was never tried comes first: it cannot be on its way to the payer.
    """
    sent = Decimal(0)
    for refund in payment.refunds.filter(status=OWED).order_by("attempts", "-amount"):
        part = max(min(amount, refund.amount), Decimal(0))
        amount -= part
        if part == refund.amount:
            refund.payment = payment
            move_locked(refund, "send", by=SYSTEM, now=now, reference=reference)
            sent += part
        elif part:
            _lessen(payment, refund, part)
    return sent


def _lessen(payment: Payment, refund: Refund, part: Decimal) -> None:
    """Owe so much less by it; under a new key, since providers refuse one key with two amounts."""
    refund.amount -= part
    refund.key = new_key()
    refund.save(update_fields=["amount", "key"])
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") - part)
    payment.refunded -= part


def _begin(
    payment: Payment, amount: Decimal, reason: str, by: Actor = SYSTEM, key: str = ""
) -> Refund:
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") + amount)
    payment.refunded += amount
    refund = Refund.objects.create(
        payment=payment, amount=amount, reason=reason, key=key or new_key()
    )
    start(refund, by=by, tells=RefundOwed, note=reason)
    return refund


def _rest(payment: Payment) -> Decimal:
    """What was captured and is neither sent back nor owed."""
    return payment.captured - payment.refunded


def _try_again_later(refund: Refund, error: str, now: datetime) -> None:
    refund.refresh_from_db(fields=["attempts"])
    wait = min(timedelta(minutes=2 ** min(refund.attempts, 10)), LONGEST_WAIT)
    # It may have been found sent meanwhile.
    owed = Refund.objects.filter(pk=refund.pk, status=OWED)
    owed.update(last_error=error[:500], next_try_at=now + wait)


@transaction.atomic
def _note_sent(refund: Refund, reference: str, now: datetime) -> None:
    lock(refund)
    if refund.status == OWED:
        move_locked(refund, "send", by=SYSTEM, now=now, reference=reference)
