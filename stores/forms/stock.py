"""Forms of a product's stock."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.text import VisibleCharField
from stores.models import StockCause
from stores.models.stock import CHOSEN_CAUSES, NOTE_LENGTH
from stores.services import MAX_STOCK

NO_CAUSE = ("", pgettext_lazy("stock", "No reason given"))


class StockForm(forms.Form):
    """`change` adds or removes pieces; without it `stock` is set, if it still equals `seen`."""

    change = forms.IntegerField(min_value=-MAX_STOCK, max_value=MAX_STOCK, required=False)
    stock = forms.IntegerField(
        label=_("Stock"),
        min_value=0,
        max_value=MAX_STOCK,
        required=False,
        help_text=_("Left empty, it never runs out."),
    )
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    cause = forms.ChoiceField(
        label=_("Reason"),
        choices=[NO_CAUSE, *((cause.value, cause.label) for cause in CHOSEN_CAUSES)],
        required=False,
    )
    note = VisibleCharField(label=_("Note"), max_length=NOTE_LENGTH, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("cause") == StockCause.OTHER and not data.get("note"):
            self.add_error("note", _("Write down the reason."))
        return data

    @property
    def refusal(self) -> str:
        """Why it is invalid, in one sentence."""
        for name in ("note", "cause"):
            if name in self.errors:
                return " ".join(self.errors[name])
        return str(_("Write the stock as a whole number from 0 to 1,000,000, or leave it empty."))


class StockFileForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("A column Number or Name, and a column Stock. At most 5,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
