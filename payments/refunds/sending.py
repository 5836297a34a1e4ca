"""Refunds on their way: tried by a job until the provider takes them, with a sweep behind it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.actors import SYSTEM
from core.backoff import backoff
from core.lifecycle import lock, move_locked
from core.sweeps import sweep
from payments.gateways.base import Final, GatewayError, OutcomeUnknown
from payments.lifecycle import OWED
from payments.methods import PaymentRefused, gateway_of
from payments.models import Payment, Refund
from payments.refunds.failing import mark_failed
from payments.refunds.returned import record_all_returned

CLAIM = timedelta(minutes=10)  # longer than any gateway call takes
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=6)


def send_refund(refund: Refund, now: datetime | None = None) -> bool:
    """Send one owed refund if its time has come, and say whether it had.

    A provider's no is tried again, ever less often; one that is final is given up.

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
        if not isinstance(error, OutcomeUnknown):
            _look_what_went_back(refund.payment, now)
        if isinstance(error, Final):
            mark_failed(refund, error.reason, now)
        else:
            _try_again_later(refund, str(error), now)
    else:
        _note_sent(refund, reference, now)
    return True


def send_due_refunds(now: datetime | None = None) -> int:
    """Try every refund whose time has come: the sweep behind lost jobs; returns how many were tried.

    What goes wrong with one holds up no other, and is raised as a group at the end.
    """
    now = now or timezone.now()
    due = list(_due(now).select_related("payment"))
    failed = "refunds that could not be sent"
    return sweep(due, lambda refund: send_refund(refund, now), failed=failed)


def _due(now: datetime) -> QuerySet[Refund]:
    return Refund.objects.filter(status=OWED, next_try_at__lte=now)


def _claim(refund: Refund, now: datetime) -> bool:
    claimed = _due(now).filter(pk=refund.pk)
    return bool(claimed.update(next_try_at=now + CLAIM, attempts=F("attempts") + 1))


def _look_what_went_back(payment: Payment, now: datetime) -> None:
    """After a no: somebody may have sent it back in the provider's dashboard, unheard by us."""
    try:
        returned = gateway_of(payment.gateway).look_up(payment).returned
    except (GatewayError, PaymentRefused):
        return
    with transaction.atomic():
        lock(payment)
        record_all_returned(payment, returned, now)


def _try_again_later(refund: Refund, error: str, now: datetime) -> None:
    refund.refresh_from_db(fields=["attempts"])
    wait = backoff(FIRST_WAIT, refund.attempts, LONGEST_WAIT)
    # It may have been found sent meanwhile.
    owed = Refund.objects.filter(pk=refund.pk, status=OWED)
    owed.update(last_error=error[:500], next_try_at=now + wait)


@transaction.atomic
def _note_sent(refund: Refund, reference: str, now: datetime) -> None:
    lock(refund)
    if refund.status == OWED:
        move_locked(refund, "send", by=SYSTEM, now=now, reference=reference)
