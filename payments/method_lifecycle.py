"""The lifecycle of a saved method: a card or an account that is charged without its owner at the page."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actors import Actor, System, user_of
from core.lifecycle import Attempt, Move
from core.lifecycle.conditions import is_system
from payments.events import SavedMethodActivated, SavedMethodRemoved, SavedMethodUnusable

if TYPE_CHECKING:
    from payments.models import SavedMethod


class MethodStatus(models.TextChoices):
    PENDING = "pending", _("Not finished")
    ACTIVE = "active", _("Saved")
    UNUSABLE = "unusable", _("Cannot be used any more")
    REMOVED = "removed", _("Removed")


class DeclineKind(models.TextChoices):
    """What a charge that was declined means for the next one."""

    SOFT = "soft", _("May be tried again")
    HARD = "hard", _("Not to be tried again")
    AUTHENTICATION = "authentication_required", _("The payer has to come to a page")


PENDING, ACTIVE = MethodStatus.PENDING, MethodStatus.ACTIVE
UNUSABLE, REMOVED = MethodStatus.UNUSABLE, MethodStatus.REMOVED
KNOWN = (ACTIVE, UNUSABLE)  # whose token is kept
SOFT, HARD, AUTHENTICATION = DeclineKind.SOFT, DeclineKind.HARD, DeclineKind.AUTHENTICATION


def is_system_or_owner(method: "SavedMethod", actor: Actor) -> bool:
    user = user_of(actor)
    return isinstance(actor, System) or (user is not None and user.pk == method.user_id)


def note_saved(method: "SavedMethod", attempt: Attempt) -> list[str]:
    saved = attempt.details["saved"]
    method.hold(saved.token)
    method.customer = saved.customer or method.customer
    method.label, method.valid_until = saved.label, saved.valid_until
    return ["sealed", "digest", "customer", "label", "valid_until"]


def note_unusable(method: "SavedMethod", attempt: Attempt) -> list[str]:
    method.reason = attempt.note
    return ["reason"]


def note_removed(method: "SavedMethod", attempt: Attempt) -> list[str]:
    """Its provider is asked to forget it, too; the token is kept until then."""
    method.forget_at = attempt.now if method.sealed else None
    return ["forget_at"]


# fmt: off
METHOD_MOVES = {
    #                     from        to         who        event
    "activate":      Move((PENDING,), ACTIVE,    is_system, SavedMethodActivated, effect=note_saved),
    "mark_unusable": Move((ACTIVE,),  UNUSABLE,  is_system, SavedMethodUnusable,  effect=note_unusable),
    "remove":        Move((PENDING, ACTIVE, UNUSABLE), REMOVED, is_system_or_owner, SavedMethodRemoved,
                          effect=note_removed),
}
# fmt: on
