"""What the provider reports as refunded: refunds of ours, and those made in its dashboard."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import structlog
from django.db.models import F

from core.actors import SYSTEM
from core.lifecycle import move_locked
from orders.refunding import spread_refund
from payments.gateways.base import Returned
from payments.gateways.disputes import LOSSES_ARE_REFUNDS
from payments.lifecycle import OWED, SENT, UNSENT
from payments.models import Payment, Refund, new_key
from payments.reasons import SENT_BY_PROVIDER
from payments.refunds.creating import begin, refundable, refundable_amount

log = structlog.get_logger(__name__)


def record_all_returned(payment: Payment, returned: Sequence[Returned], now: datetime) -> None:
    """Record everything a provider lists, beginning with what is certainly ours; as below."""
    ours = set(payment.refunds.values_list("key", flat=True)) if returned else ()
    for one in sorted(returned, key=lambda one: one.key not in ours):
        _record_returned(payment, one, now)


def _record_returned(payment: Payment, returned: Returned, now: datetime) -> None:
    """Record one refund by the provider: ours, or one made in its dashboard.

    Call it with the payment locked; a refund recorded already changes nothing.
    """
    refunds = list(payment.refunds.all())
    if any(returned.reference in (refund.reference, refund.key) for refund in refunds):
        return
    if _is_a_known_loss(payment, returned):
        return
    refund = _meant(refunds, returned) or _begin_foreign(payment, returned, now)
    if refund:
        refund.payment = payment
        move_locked(refund, "send", by=SYSTEM, now=now, reference=returned.reference)


def _is_a_known_loss(payment: Payment, returned: Returned) -> bool:
    """It is the money of a dispute that was lost, which this provider lists as a refund as well."""
    if returned.key or payment.gateway not in LOSSES_ARE_REFUNDS:
        return False
    losses = payment.refunds.filter(dispute__isnull=False, reference=F("dispute__reference"))
    loss = losses.filter(amount=returned.amount, status=SENT).first()
    if loss:
        payment.refunds.filter(pk=loss.pk).update(reference=returned.reference)
    return loss is not None


def _meant(refunds: list[Refund], returned: Returned) -> Refund | None:
    """The owed refund that this is: by our key, or by its amount where the dashboard was faster.

    One that failed permanently comes first: an admin will have sent it another way.
    """
    owed = sorted((one for one in refunds if one.status in UNSENT), key=_is_tried)
    by_key = [refund for refund in owed if refund.key == returned.key]
    by_amount = [refund for refund in owed if refund.amount == returned.amount]
    return next(iter(by_key or by_amount), None)


def _begin_foreign(payment: Payment, returned: Returned, now: datetime) -> Refund | None:
    """A refund that is not ours; ours are reduced to what it leaves, and the lines bear what was not owed."""
    left = refundable(payment.order)
    over = returned.amount - refundable_amount(payment)
    sent, _lessened = owe_less(payment, over, returned.reference, now)
    amount = min(returned.amount - sent, refundable_amount(payment))
    if amount < returned.amount - sent:
        log.warning("more went back than came", payment=payment.pk, amount=str(returned.amount))
    if amount <= 0:
        return None
    if (
        fewer := left - refundable(payment.order) + amount
    ):  # before reactions to the refund read the lines
        spread_refund(payment.order, fewer, left)
    return begin(payment, amount, SENT_BY_PROVIDER.note, now=now)


def owe_less(
    payment: Payment, amount: Decimal, reference: str, now: datetime, *, verb: str = "send"
) -> tuple[Decimal, Decimal]:
    """Take `amount` off what is still owed; returns how much of it whole refunds were, settled by this with
    `verb`, and by how much another became less.

    Refunds that failed permanently or were never tried come first: they cannot be on their way to the payer.
    """
    sent = lessened = Decimal(0)
    owed = payment.refunds.filter(status__in=UNSENT).order_by("attempts", "-amount")
    for refund in sorted(owed, key=_is_tried):
        part = max(min(amount, refund.amount), Decimal(0))
        amount -= part
        if part == refund.amount:
            refund.payment = payment
            move_locked(refund, verb, by=SYSTEM, now=now, reference=reference)
            sent += part
        elif part:
            _lessen(payment, refund, part)
            lessened += part
    return sent, lessened


def _is_tried(refund: Refund) -> bool:
    return refund.status == OWED


def _lessen(payment: Payment, refund: Refund, part: Decimal) -> None:
    """Reduce the refund by `part`; under a new key, since providers refuse two amounts under one key."""
    refund.amount -= part
    refund.key = new_key()
    refund.save(update_fields=["amount", "key"])
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") - part)
    payment.refunded -= part
