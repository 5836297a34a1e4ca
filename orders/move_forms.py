"""What a move asks for beside its button: the fields of `core.lifecycle.move` by verb."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.lifecycle import NOTE_LENGTH

MOST_MINUTES = 240


class MoveForm(forms.Form):
    """A move that asks for nothing."""


class MinutesForm(MoveForm):
    minutes = forms.IntegerField(
        label=_("Ready in how many minutes?"), min_value=1, max_value=MOST_MINUTES, initial=20
    )


class ReasonForm(MoveForm):
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("The customer will read it."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RemarkForm(MoveForm):
    note = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


FORMS: dict[str, type[MoveForm]] = {
    "accept": MinutesForm,
    "reject": ReasonForm,
    "call_off": ReasonForm,
    "cancel": RemarkForm,
}


def move_form(verb: str, data: Any = None) -> MoveForm:
    """The form of a verb; its `cleaned_data` are keyword arguments of `move`."""
    return FORMS.get(verb, MoveForm)(data)
