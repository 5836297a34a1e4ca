"""Forms of customers: choices and quantities. The forms of moves are in orders.move_forms."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from orders.models import MAX_CART_QUANTITY

MAX_OPTIONS = 50
BIGGEST_ID = 2**63 - 1


class ChosenOptions(forms.MultipleHiddenInput):
    """Reads `options` and every `options-…`, since radio buttons need a name for each group."""

    def value_from_datadict(self, data, files, name):
        return [
            value
            for key in data
            if key == name or key.startswith(f"{name}-")
            for value in data.getlist(key)
        ]


class OptionIdsField(forms.Field):
    widget = ChosenOptions

    def to_python(self, value):
        values = [text for text in value or [] if text]
        if len(values) > MAX_OPTIONS or not all(map(_is_id, values)):
            raise ValidationError(_("These choices could not be read. Please choose again."))
        return [int(text) for text in values]


class AddForm(forms.Form):
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=MAX_CART_QUANTITY, required=False
    )
    options = OptionIdsField(required=False)

    def clean_quantity(self):
        return self.cleaned_data["quantity"] or 1


class LineForm(forms.Form):
    """A change of a line: its pieces (zero removes it) or, with `choosing`, its options."""

    quantity = forms.IntegerField(label=_("Quantity"), min_value=0, max_value=MAX_CART_QUANTITY)
    choosing = forms.BooleanField(required=False)
    options = OptionIdsField(required=False)

    @property
    def option_ids(self):
        return self.cleaned_data["options"] if self.cleaned_data["choosing"] else None


def _is_id(text):
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= BIGGEST_ID
