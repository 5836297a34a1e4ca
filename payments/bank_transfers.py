"""Transfers that an admin has seen on the bank account; no provider reports them."""

from datetime import datetime

from payments.gateways.base import PaymentOutcome, Returned
from payments.models import Payment, Refund
from payments.recording import record_outcome


def note_transfer(payment: Payment, now: datetime | None = None) -> None:
    """The amount asked for has arrived."""
    record_outcome(payment, arrived(payment), now)


def note_sent_by_hand(refund: Refund, now: datetime | None = None) -> None:
    """The refund was transferred back."""
    payment = refund.payment
    returned = Returned(f"by-hand-{refund.key}", refund.amount, refund.key)
    outcome = arrived(payment, (returned,))
    record_outcome(payment, outcome, now)


def arrived(payment: Payment, returned: tuple[Returned, ...] = ()) -> PaymentOutcome:
    reference = f"transfer-{payment.key}"
    return PaymentOutcome(
        "captured", reference, payment.amount, payment.currency, returned=returned
    )
