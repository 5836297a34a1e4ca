"""What a move asks for beside its button: fields that are keyword arguments of `move`."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.lifecycle.engine import NOTE_LENGTH, Text
from core.reasons import Reason
from core.text import VisibleCharField


class MoveForm(forms.Form):
    """The form of a move that needs no input.

    `meaning` states the consequences if the button's label does not; `question` asks for confirmation.
    """

    meaning: Text = ""
    question: Text = ""

    def __init__(self, data: Any = None, row: Any = None) -> None:
        super().__init__(data)
        self.row = row


class RemarkForm(MoveForm):
    note = VisibleCharField(
        label=_("Reason"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(MoveForm):
    """One of the `reasons`, or another as free text: `cleaned_data["note"]` is what is stored."""

    reasons: Sequence[Reason] = ()

    reason = forms.ChoiceField(label=_("Reason"), required=False, widget=forms.RadioSelect)
    note = VisibleCharField(
        label=_("Another reason"),
        help_text=_("The customer will read it."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, row: Any = None) -> None:
        super().__init__(data, row)
        choices = [(reason.note, reason.label) for reason in self.reasons]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        reason = self.cleaned_data.pop("reason", "")
        self.cleaned_data["note"] = self.cleaned_data.get("note") or reason
        if not self.cleaned_data["note"] and not self.errors:
            self.add_error("reason", _("Please give a reason: the customer will read it."))
        return self.cleaned_data
