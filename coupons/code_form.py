"""How many codes are made."""

from django import forms
from django.utils.translation import gettext_lazy

from coupons.claim_codes import MAX_CODES_AT_ONCE
from coupons.forms import whole_number

WRONG_NUMBER = gettext_lazy("Write a number from 1 to 10,000.")


class CodesForm(forms.Form):
    """`seen` is how many there were when the page was shown."""

    use_required_attribute = False

    number = whole_number(gettext_lazy("How many"), 1, MAX_CODES_AT_ONCE, WRONG_NUMBER)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_number(self) -> int:
        number: int | None = self.cleaned_data["number"]
        if number is None:
            raise forms.ValidationError(str(WRONG_NUMBER))
        return number

    def clean_seen(self) -> int:
        """A forged one is none that there can be."""
        seen: str = self.cleaned_data["seen"]
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
