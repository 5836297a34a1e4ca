"""The forms of a parcel's moves, and of packing: validation only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.lifecycle.forms import MoveForm
from orders.models import OrderLine
from shipping.models import Carrier, Parcel
from shipping.tracking import clean_number, objection


def refuse_bad_number(form: forms.Form) -> None:
    """Add the objection to a form's tracking number, with the carrier chosen in it, beside its field."""
    carrier, number = (form.cleaned_data.get(name) for name in ("carrier", "tracking_number"))
    if carrier is None or number is None:
        return
    if problem := objection(carrier, number):
        form.add_error("tracking_number", str(problem))


class TrackingForm(MoveForm):
    """How a parcel is followed; of `row`, a parcel, if it is given."""

    carrier = forms.ModelChoiceField(
        label=_("Carrier"), queryset=Carrier.objects.filter(is_offered=True), empty_label=None
    )
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, data: Any = None, row: Parcel | None = None) -> None:
        super().__init__(data, row)
        if row is not None and row.carrier:
            self.initial = {"carrier": row.carrier, "tracking_number": row.tracking_number}

    def clean_tracking_number(self) -> str:
        return clean_number(self.cleaned_data["tracking_number"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_bad_number(self)
        return self.cleaned_data


class CorrectForm(TrackingForm):
    meaning = _("The customer gets a mail with the new number.")


class DeliverForm(MoveForm):
    meaning = _("The time for a return begins now.")


class ReceivedForm(MoveForm):
    question = _("Do you have the parcel?")
    meaning = _("Then the store knows that it arrived, and your time for a return begins.")


class UnpackForm(MoveForm):
    meaning = _("Its pieces can be packed again.")


FORMS: dict[str, type[MoveForm]] = {
    "dispatch": TrackingForm,
    "correct": CorrectForm,
    "deliver": DeliverForm,
    "unpack": UnpackForm,
}


def parcel_form(verb: str, data: Any = None, parcel: Parcel | None = None) -> MoveForm:
    """The form of a verb; its `cleaned_data` are keyword arguments of the move."""
    return FORMS.get(verb, MoveForm)(data, parcel)


class PackForm(forms.Form):
    """How many pieces of each line go into a parcel; all that is left is proposed."""

    def __init__(self, data: Any, left: Mapping[OrderLine, int]) -> None:
        super().__init__(data)
        self._lines = {f"line-{line.pk}": line for line in left}
        for name, line in self._lines.items():
            self.fields[name] = forms.IntegerField(
                label=line.described,
                min_value=0,
                max_value=left[line],
                initial=left[line],
                help_text=_("of %(count)s") % {"count": left[line]},
            )

    @property
    def pieces(self) -> dict[int, int]:
        """{primary key of a line: pieces}."""
        return {line.pk: self.cleaned_data[name] for name, line in self._lines.items()}
