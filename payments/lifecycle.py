"""The lives of a payment and of a refund."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Attempt, Move
from orders.access import is_system
from payments.events import PaymentAbandoned, PaymentCaptured, PaymentDeclined, RefundSent

if TYPE_CHECKING:
    from payments.models import Payment, Refund


class PaymentStatus(models.TextChoices):
    STARTED = "started", _("Started")
    CAPTURED = "captured", _("Paid")
    DECLINED = "declined", _("Declined")
    ABANDONED = "abandoned", _("Abandoned")


class RefundStatus(models.TextChoices):
    OWED = "owed", _("Owed")
    SENT = "sent", _("Refunded")


STARTED, CAPTURED = PaymentStatus.STARTED, PaymentStatus.CAPTURED
DECLINED, ABANDONED = PaymentStatus.DECLINED, PaymentStatus.ABANDONED
# A provider lets its payer try again after a no: whatever money comes is written down.
UNCAPTURED = (STARTED, DECLINED, ABANDONED)
OWED, SENT = RefundStatus.OWED, RefundStatus.SENT


def note_capture(payment: "Payment", attempt: Attempt) -> list[str]:
    payment.reference = attempt.details["reference"]
    payment.captured = attempt.details["amount"]
    payment.captured_at = attempt.now
    return ["reference", "captured", "captured_at"]


def note_refund(refund: "Refund", attempt: Attempt) -> list[str]:
    refund.reference = attempt.details["reference"]
    refund.next_try_at = None
    return ["reference", "next_try_at"]


# fmt: off
PAYMENT_MOVES = {
    #               from        to         who        tells
    "capture": Move(UNCAPTURED, CAPTURED,  is_system, PaymentCaptured,  writes=note_capture),
    "decline": Move((STARTED,), DECLINED,  is_system, PaymentDeclined),
    "abandon": Move((STARTED,), ABANDONED, is_system, PaymentAbandoned),
}

REFUND_MOVES = {
    "send":    Move((OWED,),              SENT,      is_system, RefundSent,       writes=note_refund),
}
# fmt: on
