"""Who may make a move, and what speaks against it, for any table of moves."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import Actor, System
from core.lifecycle.engine import Attempt


def is_system(row: object, actor: Actor) -> bool:
    return isinstance(actor, System)


def needs_reason(row: object, attempt: Attempt) -> Promise | None:
    return None if attempt.note else _("Please give a reason: the customer will read it.")
