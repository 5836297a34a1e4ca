"""Writing down what a provider said. The order is always locked before its payments."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, lock, move_locked
from orders.services import receive_money
from payments.gateways.base import Outcome
from payments.lifecycle import CAPTURED, STARTED
from payments.models import Payment
from payments.refunds import owe


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


def _capture(payment: Payment, outcome: Outcome, now: datetime) -> None:
    reference, amount = outcome.reference, outcome.amount
    move_locked(payment, "capture", by=SYSTEM, now=now, reference=reference, amount=amount)
    if (outcome.amount, outcome.currency) != (payment.amount, payment.currency):
        owe(payment, _("The amount paid was not the amount asked."))
        return
    try:
        receive_money(payment.order, now)
    except MoveRefused as refusal:
        owe(payment, str(refusal))
