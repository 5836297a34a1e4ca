"""What a move asks for beside its button: the fields of `core.lifecycle.move` by verb."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.lifecycle import NOTE_LENGTH, OpenMove, Text, open_moves
from core.money import format_money
from core.visible import VisibleCharField
from orders.models import Order

MOST_MINUTES = 240
MINUTES = (10, 15, 20, 30, 45, 60)
REASONS = (
    _("Sold out"),
    _("Too busy right now"),
    _("Closing soon"),
    _("Cannot bring it there"),
)


class MoveForm(forms.Form):
    """A move that asks for nothing.

    `meaning` says what follows where the button's label does not; `question` asks whether it is meant.
    """

    meaning: Text = ""
    question: Text = ""


class MinutesForm(MoveForm):
    minutes = forms.IntegerField(
        label=_("Ready in how many minutes?"), min_value=1, max_value=MOST_MINUTES, initial=20
    )


class ReasonForm(MoveForm):
    note = VisibleCharField(
        label=_("Reason"),
        help_text=_("The customer will read it."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RemarkForm(MoveForm):
    note = VisibleCharField(
        label=_("Reason"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CancelForm(RemarkForm):
    question = _("Cancel this order?")


class CallOffForm(ReasonForm):
    question = _("Call off this order?")


class RefusePickupForm(CancelForm):
    meaning = _("Everything you paid goes back to you.")


class PickupForm(MoveForm):
    meaning = _("The delivery fee goes back to the customer, who may still cancel the whole order.")


class ReleaseForm(RemarkForm):
    meaning = _(
        "The order is cancelled, others can buy its items, and the customer is told. Money that still comes"
        " goes back by itself."
    )


FORMS: dict[str, type[MoveForm]] = {
    "accept": MinutesForm,
    "reject": ReasonForm,
    "call_off": CallOffForm,
    "cancel": CancelForm,
    "release": ReleaseForm,
    "refuse_pickup": RefusePickupForm,
    "turn_into_pickup": PickupForm,
}


def move_form(verb: str, data: Any = None) -> MoveForm:
    """The form of a verb; its `cleaned_data` are keyword arguments of `move`."""
    return FORMS.get(verb, MoveForm)(data)


# After these moves everything that was paid goes back.
REFUNDED = ("cancel", "refuse_pickup", "reject", "call_off")


def meaning_of(verb: str, order: Order, *, to_buyer: bool) -> Text:
    """What follows from the move, with the amount that goes back."""
    back = order.paid - order.refunded
    if verb not in REFUNDED or not back:
        return move_form(verb).meaning
    amount = {"amount": format_money(back, order.currency)}
    if to_buyer:
        return _("%(amount)s goes back to you.") % amount
    return _("The customer gets %(amount)s back.") % amount


@dataclass(frozen=True)
class Step:
    """An open move with what it asks for, and answers to give by one touch."""

    move: OpenMove
    form: MoveForm

    @property
    def minutes(self) -> Sequence[int]:
        return MINUTES if "minutes" in self.form.fields else ()

    @property
    def reasons(self) -> Sequence[Promise]:
        return REASONS if "note" in self.form.fields else ()


def steps_of(order: Order, actor: Actor) -> list[Step]:
    """The steps open to the actor, each with its form."""
    return [Step(step, move_form(step.verb)) for step in open_moves(order, actor)]
