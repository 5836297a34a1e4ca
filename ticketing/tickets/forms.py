"""What holders of tickets type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import VisibleCharField
from ticketing.models import Ticket

NAME_LENGTH = Ticket._meta.get_field("holder_name").max_length


class OfferForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of who gets the ticket"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NameForm(forms.Form):
    name = VisibleCharField(label=_("Name on the ticket"), max_length=NAME_LENGTH)
