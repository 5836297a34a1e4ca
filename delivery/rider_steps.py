"""A rider's moves on a delivery: their buttons and forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.actors import Actor
from core.lifecycle import OpenMove, open_moves
from core.lifecycle.forms import MoveForm, ReasonForm
from core.reasons import Reason
from delivery.models import Delivery
from delivery.reasons import FAILURES


class FailureForm(ReasonForm):
    reasons = FAILURES


def move_form(verb: str, data: Any = None) -> MoveForm:
    """The form of a verb; its `cleaned_data` are keyword arguments of `move`."""
    return FailureForm(data) if verb == "fail" else MoveForm(data)


@dataclass(frozen=True)
class RiderStep:
    """An open move with its form, and answers to choose with one touch."""

    move: OpenMove
    form: MoveForm

    @property
    def reasons(self) -> Sequence[Reason]:
        return self.form.reasons if isinstance(self.form, ReasonForm) else ()

    @property
    def is_forward(self) -> bool:
        """The move forward, for the big button; the others lead back."""
        return self.move.style == "primary"


def steps_of(delivery: Delivery, actor: Actor) -> list[RiderStep]:
    """The steps open to the actor, each with its form."""
    return [RiderStep(step, move_form(step.verb)) for step in open_moves(delivery, actor)]
