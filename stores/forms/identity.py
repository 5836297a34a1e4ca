"""The form of a store's legal identity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import is_phone_number
from core.text import VisibleCharField
from stores.identity import digits_of_business_number
from stores.models import LegalIdentity

FIELDS = (
    *("legal_name", "representative", "business_number", "mail_order_number"),
    *("is_mail_order_exempt", "address", "phone", "email", "withdrawal_terms"),
)


class IdentityForm(forms.ModelForm):
    business_number = VisibleCharField(
        label=_("Business registration number"),
        max_length=20,
        required=False,
        help_text=_("Ten digits: 123-45-67891"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = LegalIdentity
        fields = FIELDS
        widgets = {
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "withdrawal_terms": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "mail_order_number": _("As on the certificate: 2026-서울종로-0123"),
            "is_mail_order_exempt": _("Simplified taxpayers, or fewer than 50 sales a year."),
            "withdrawal_terms": _(
                "Shown below those of the law. They may give buyers more, never less."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(is_phone_number)
        self.initial["business_number"] = self.instance.written_business_number

    def clean_business_number(self) -> str:
        text = self.cleaned_data["business_number"]
        return digits_of_business_number(text) if text else ""
