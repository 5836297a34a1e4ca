"""The lifecycles of a payment and of a refund."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.identity import email_key
from core.lifecycle import Attempt, Move
from core.lifecycle.conditions import is_system
from payments.access import manages_money
from payments.dispute_lifecycle import refuse_while_frozen
from payments.events import (
    PaymentAbandoned,
    PaymentCaptured,
    PaymentDeclined,
    PaymentResumed,
    PaymentUnknown,
    PaymentWaiting,
    RefundChargedBack,
    RefundFailed,
    RefundGivenUp,
    RefundRetried,
    RefundReversed,
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
    FAILED = "failed", _("Could not be sent back")
    REVERSED = "reversed", _("Came back to us")


MAX_LOOK_UPS = 6
PAYER_LENGTH = 254  # characters

STARTED, CAPTURED = PaymentStatus.STARTED, PaymentStatus.CAPTURED
DECLINED, ABANDONED = PaymentStatus.DECLINED, PaymentStatus.ABANDONED
# A provider lets its payer try again after a refusal: any money that comes is recorded.
UNKNOWN, WAITING = PaymentStatus.UNKNOWN, PaymentStatus.WAITING
OPEN = (STARTED, UNKNOWN, WAITING)
UNCAPTURED = (*OPEN, DECLINED, ABANDONED)
OWED, SENT, FAILED = RefundStatus.OWED, RefundStatus.SENT, RefundStatus.FAILED
REVERSED = RefundStatus.REVERSED  # counts for nothing any more
UNSENT = (OWED, FAILED)


def note_capture(payment: "Payment", attempt: Attempt) -> list[str]:
    """In the currency received, even if another was requested; a refund uses that currency too."""
    payment.reference = attempt.details["reference"]
    payment.captured = attempt.details["amount"]
    payment.currency = attempt.details["currency"]
    payment.captured_at = attempt.now
    payment.look_up_at = None
    payment.payer_key = email_key(attempt.details.get("payer", ""))[:PAYER_LENGTH]
    return ["reference", "captured", "currency", "captured_at", "look_up_at", "payer_key"]


def note_waiting(payment: "Payment", attempt: Attempt) -> list[str]:
    payment.note = attempt.details["payer_note"]
    return ["note"]


def note_end(payment: "Payment", attempt: Attempt) -> list[str]:
    payment.look_up_at = None
    return ["look_up_at"]


def note_decline(payment: "Payment", attempt: Attempt) -> list[str]:
    payment.decline = attempt.details.get("decline", "")
    return [*note_end(payment, attempt), "decline"]


def note_unknown(payment: "Payment", attempt: Attempt) -> list[str]:
    payment.look_up_at = attempt.now
    return ["look_up_at"]


def next_look_up(times: int, now: datetime) -> datetime | None:
    """When to look up again whether a refund arrived, after `times` look-ups; for two months."""
    return now + timedelta(hours=4**times) if times < MAX_LOOK_UPS else None


def note_refund(refund: "Refund", attempt: Attempt) -> list[str]:
    refund.reference = attempt.details["reference"]
    refund.next_try_at = None
    refund.look_ups, refund.look_up_at = 0, next_look_up(0, attempt.now)
    return ["reference", "next_try_at", "look_ups", "look_up_at"]


def note_failure(refund: "Refund", attempt: Attempt) -> list[str]:
    """The reference stays: it identifies outdated messages about a refund that has failed since."""
    refund.last_error = attempt.note
    refund.next_try_at = attempt.details.get("next_try_at")
    refund.look_up_at = None
    return ["last_error", "next_try_at", "look_up_at"]


def note_retry(refund: "Refund", attempt: Attempt) -> list[str]:
    refund.next_try_at = attempt.now
    return ["next_try_at"]


def note_sent_another_way(refund: "Refund", attempt: Attempt) -> list[str]:
    """No provider can be asked whether it arrived."""
    refund.reference = f"by-hand-{refund.key}"
    refund.next_try_at = refund.look_up_at = None
    return ["reference", "next_try_at", "look_up_at"]


def note_charged_back(refund: "Refund", attempt: Attempt) -> list[str]:
    """Under the dispute's reference; it cannot fail."""
    refund.reference = attempt.details["reference"]
    refund.next_try_at = refund.look_up_at = None
    return ["reference", "next_try_at", "look_up_at"]


def note_owed_again(refund: "Refund", attempt: Attempt) -> list[str]:
    refund.reference = ""
    refund.next_try_at = attempt.now
    return ["reference", "next_try_at"]


def needs_way(refund: "Refund", attempt: Attempt) -> Promise | None:
    if not attempt.note:
        return _("Please say how it was sent: the customer will read it.")
    return refuse_while_frozen(refund, attempt)


# fmt: off
PAYMENT_MOVES = {
    #                    from        to         who        event
    "capture":      Move(UNCAPTURED, CAPTURED,  is_system, PaymentCaptured,  effect=note_capture),
    "mark_unknown": Move((STARTED,), UNKNOWN,   is_system, PaymentUnknown,   effect=note_unknown),
    "resume":       Move((UNKNOWN,), STARTED,   is_system, PaymentResumed),
    "wait":         Move((STARTED, UNKNOWN), WAITING, is_system, PaymentWaiting, effect=note_waiting),
    "decline":      Move(OPEN,       DECLINED,  is_system, PaymentDeclined,  effect=note_decline),
    "abandon":      Move(OPEN,       ABANDONED, is_system, PaymentAbandoned, effect=note_end),
}

REFUND_MOVES = {
    #                   from          to         who        event
    "send":        Move(UNSENT,       SENT,      is_system, RefundSent,       effect=note_refund),
    "fail":        Move((SENT,),      OWED,      is_system, RefundFailed,     effect=note_failure),
    "mark_failed": Move((OWED, SENT), FAILED,    is_system, RefundGivenUp,    effect=note_failure),
    "retry":       Move(UNSENT,       OWED,      manages_money, RefundRetried, refuse_while_frozen,
                        effect=note_retry, label=_("Try again now")),
    "settle":      Move((FAILED,),    SENT,      manages_money, RefundSent, needs_way,
                        effect=note_sent_another_way, label=_("Was sent another way"), style="secondary"),
    # By a dispute that was lost, and by one that was won after all.
    "charge_back": Move(UNSENT,       SENT,      is_system, RefundChargedBack, effect=note_charged_back),
    "owe_again":   Move((SENT,),      OWED,      is_system, RefundRetried,    effect=note_owed_again),
    "reverse":     Move((SENT,),      REVERSED,  is_system, RefundReversed),
}
# fmt: on

# The label in the order's timeline after each step.
REFUND_HISTORY_LABELS = {
    "start": _("%(amount)s goes back: %(what)s"),
    "send": _("%(amount)s was sent back"),
    "fail": _("%(amount)s did not arrive, and is sent once more"),
    "mark_failed": _("%(amount)s could not be sent back the way it was paid"),
    "retry": _("%(amount)s is sent once more"),
    "settle": _("%(amount)s was sent back another way"),
    "charge_back": _("%(amount)s was taken back by the payer’s bank"),
    "owe_again": _("%(amount)s is owed again: the dispute was won"),
    "reverse": _("%(amount)s came back: the dispute was won"),
}
