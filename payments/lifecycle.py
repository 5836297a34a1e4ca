"""The lives of a payment and of a refund."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Attempt, Move
from orders.access import is_system
from payments.events import (
    PaymentAbandoned,
    PaymentCaptured,
    PaymentDeclined,
    PaymentUnknown,
    PaymentWaiting,
    RefundSent,
)

if TYPE_CHECKING:
    from payments.models import Payment, Refund


class PaymentStatus(models.TextChoices):
    STARTED = "started", _("Started")
    UNKNOWN = "unknown", _("Unknown: the provider is asked")
    WAITING = "waiting", _("Waiting for the deposit")
    CAPTURED = "captured", _("Paid")
    DECLINED = "declined", _("Declined")
    ABANDONED = "abandoned", _("Abandoned")


class RefundStatus(models.TextChoices):
    OWED = "owed", _("Owed")
    SENT = "sent", _("Refunded")


STARTED, CAPTURED = PaymentStatus.STARTED, PaymentStatus.CAPTURED
DECLINED, ABANDONED = PaymentStatus.DECLINED, PaymentStatus.ABANDONED
# A provider lets its payer try again after a no: whatever money comes is written down.
UNKNOWN, WAITING = PaymentStatus.UNKNOWN, PaymentStatus.WAITING
OPEN = (STARTED, UNKNOWN, WAITING)
UNCAPTURED = (*OPEN, DECLINED, ABANDONED)
OWED, SENT = RefundStatus.OWED, RefundStatus.SENT


def note_capture(payment: "Payment", attempt: Attempt) -> list[str]:
    payment.reference = attempt.details["reference"]
    payment.captured = attempt.details["amount"]
    payment.captured_at = attempt.now
    payment.look_up_at = None
    return ["reference", "captured", "captured_at", "look_up_at"]


def note_waiting(payment: "Payment", attempt: Attempt) -> list[str]:
    payment.note = attempt.details["payer_note"]
    return ["note"]


def note_end(payment: "Payment", attempt: Attempt) -> list[str]:
    payment.look_up_at = None
    return ["look_up_at"]


def note_doubt(payment: "Payment", attempt: Attempt) -> list[str]:
    payment.look_up_at = attempt.now
    return ["look_up_at"]


def note_refund(refund: "Refund", attempt: Attempt) -> list[str]:
    refund.reference = attempt.details["reference"]
    refund.next_try_at = None
    return ["reference", "next_try_at"]


# fmt: off
PAYMENT_MOVES = {
    #               from        to         who        tells
    "capture": Move(UNCAPTURED, CAPTURED,  is_system, PaymentCaptured,  writes=note_capture),
    "doubt":   Move((STARTED,), UNKNOWN,   is_system, PaymentUnknown,   writes=note_doubt),
    "wait":    Move((STARTED, UNKNOWN), WAITING, is_system, PaymentWaiting, writes=note_waiting),
    "decline": Move(OPEN,       DECLINED,  is_system, PaymentDeclined,  writes=note_end),
    "abandon": Move(OPEN,       ABANDONED, is_system, PaymentAbandoned, writes=note_end),
}

REFUND_MOVES = {
    "send":    Move((OWED,),              SENT,      is_system, RefundSent,       writes=note_refund),
}
# fmt: on
