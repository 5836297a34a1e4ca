"""What riders do about a delivery: the buttons of their moves, and what these ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.lifecycle import NOTE_LENGTH, OpenMove, open_moves
from core.visible import VisibleCharField
from delivery.models import Delivery
from orders.move_forms import MoveForm

REASONS = (
    _("Nobody opens the door"),
    _("The customer cannot be reached"),
    _("The address is wrong"),
    _("I had an accident"),
)


class ReasonForm(MoveForm):
    note = VisibleCharField(
        label=_("Reason"),
        help_text=_("The store and the customer will read it."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def move_form(verb: str, data: Any = None) -> MoveForm:
    """The form of a verb; its `cleaned_data` are keyword arguments of `move`."""
    return ReasonForm(data) if verb == "fail" else MoveForm(data)


@dataclass(frozen=True)
class Step:
    """An open move with what it asks for, and answers to give by one touch."""

    move: OpenMove
    form: MoveForm

    @property
    def reasons(self) -> Sequence[Promise]:
        return REASONS if "note" in self.form.fields else ()

    @property
    def is_forward(self) -> bool:
        """The one way on, for the big button; the others lead back."""
        return self.move.look == "primary"


def steps_of(delivery: Delivery, actor: Actor) -> list[Step]:
    """The steps open to the actor, each with its form."""
    return [Step(step, move_form(step.verb)) for step in open_moves(delivery, actor)]
