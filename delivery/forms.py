"""What riders fill in, and what a move of theirs asks for beside its button."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.lifecycle import NOTE_LENGTH, OpenMove, open_moves
from delivery.models import Delivery, Rider, WorkingArea
from delivery.riders import LEAST_RADIUS, MOST_RADIUS

REASONS = (
    _("Nobody opens the door"),
    _("The customer cannot be reached"),
    _("The address is wrong"),
    _("I had an accident"),
)


class VehicleForm(forms.ModelForm):
    class Meta:
        model = Rider
        fields = ("vehicle",)
        widgets = {"vehicle": forms.RadioSelect}


class AreaForm(forms.ModelForm):
    make_active = forms.BooleanField(label=_("I work here now"), required=False)

    class Meta:
        model = WorkingArea
        fields = ("label", "line", "latitude", "longitude", "radius_km")
        labels = {"line": _("Around which address?")}
        widgets = {
            "line": forms.TextInput({"autocomplete": "address-line1"}),
            "latitude": forms.NumberInput({"step": "any"}),
            "longitude": forms.NumberInput({"step": "any"}),
            "radius_km": forms.NumberInput(
                {"step": "0.5", "min": str(LEAST_RADIUS), "max": str(MOST_RADIUS)}
            ),
        }


class MoveForm(forms.Form):
    """A move that asks for nothing."""


class ReasonForm(MoveForm):
    note = forms.CharField(
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
