"""Forms of seating plans: validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import VisibleCharField
from ticketing.plans.services import MAX_NAME
from ticketing.seating.document import MAX_BYTES, Document, read_document
from ticketing.seating.specs import PlanRefused


class PlanFileForm(forms.Form):
    """`document` is what the file says; whether it is a plan is up to `seating.plan_of`."""

    file = forms.FileField(
        label=_("File of a seating plan"),
        help_text=_("JSON as pretix reads and writes it, at most 10 MB and 20,000 seats."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )
    document: Document

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.document = read_document(file.read(MAX_BYTES + 1))
        except PlanRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class PlanNameForm(forms.Form):
    name = VisibleCharField(label=_("Name"), max_length=MAX_NAME)
