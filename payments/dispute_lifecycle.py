"""The lifecycle of a dispute, which its provider decides."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.lifecycle import Attempt, Move
from core.lifecycle.conditions import is_system
from payments.events import DisputeEscalated, DisputeLost, DisputeWon

if TYPE_CHECKING:
    from payments.models import Dispute, Refund

LOOK_UP_EVERY = timedelta(days=1)


class DisputeStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("dispute", "Open")
    WON = "won", pgettext_lazy("dispute", "Won")
    LOST = "lost", pgettext_lazy("dispute", "Lost")


OPEN, WON, LOST = DisputeStatus.OPEN, DisputeStatus.WON, DisputeStatus.LOST

# Refunds of a payment wait while its payer disputes it: the bank may take the money, which would be sent
# twice. An inquiry freezes nothing: no money is withheld, and a refund ends it
# (https://docs.stripe.com/disputes/how-disputes-work#inquiries).
FREEZES = Q(status=OPEN, is_inquiry=False)
WAITS_FOR_DISPUTE = _(
    "The payer disputes this payment. Until that is decided, nothing of it can be sent back."
)


def refuse_while_frozen(refund: "Refund", attempt: Attempt) -> Promise | None:
    return WAITS_FOR_DISPUTE if refund.payment.disputes.filter(FREEZES).exists() else None


def note_escalation(dispute: "Dispute", attempt: Attempt) -> list[str]:
    dispute.is_inquiry = False
    return ["is_inquiry"]


def note_loss(dispute: "Dispute", attempt: Attempt) -> list[str]:
    dispute.loss = attempt.details["loss"]
    dispute.lessened = attempt.details["lessened"]
    dispute.line_credits = attempt.details["line_credits"]
    return ["loss", "lessened", "line_credits", *note_end(dispute, attempt)]


def note_win(dispute: "Dispute", attempt: Attempt) -> list[str]:
    """What was lost before has come back by now."""
    dispute.loss, dispute.lessened, dispute.line_credits = None, 0, {}
    return ["loss", "lessened", "line_credits", *note_end(dispute, attempt)]


def note_end(dispute: "Dispute", attempt: Attempt) -> list[str]:
    """It is looked up once more: a decision may be appealed against."""
    dispute.closed_at = attempt.now
    dispute.look_up_at = attempt.now + LOOK_UP_EVERY
    return ["closed_at", "look_up_at"]


# fmt: off
DISPUTE_MOVES = {
    #                from          to    who        event
    "escalate": Move((OPEN,),      OPEN, is_system, DisputeEscalated, effect=note_escalation),
    "win":      Move((OPEN, LOST), WON,  is_system, DisputeWon,       effect=note_win),
    "lose":     Move((OPEN, WON),  LOST, is_system, DisputeLost,      effect=note_loss),
}
# fmt: on

DISPUTE_HISTORY_LABELS = {
    "start": _("%(amount)s is disputed by the payer"),
    "escalate": _("The inquiry about %(amount)s became a dispute"),
    "win": _("The dispute about %(amount)s was won"),
    "lose": _("The dispute about %(amount)s was lost"),
}
