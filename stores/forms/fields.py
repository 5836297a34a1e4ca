"""Form fields of the owner's pages."""

from typing import Any, cast

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.money import round_money
from core.money_input import MoneyInput
from stores.photos import clean_photo

ACCEPTED = "image/jpeg,image/png,image/webp"


class PhotoField(forms.FileField):
    """A photo, checked and re-encoded; without an upload the old one stays, False removes it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "label": _("Photo"),
                "help_text": _("JPEG, PNG or WebP, at most 8 MB."),
                "required": False,
                "widget": forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
                # The name is not stored, so its length is no reason to refuse a photo.
                **kwargs,
                "max_length": None,
            }
        )

    def clean(self, data: Any, initial: Any = None) -> ContentFile | Any:
        photo = super().clean(data, initial)
        return clean_photo(photo) if isinstance(photo, UploadedFile) else photo


def show_money(form: forms.ModelForm, names: list[str], currency: str) -> None:
    """Format and parse the amounts of a form in its currency: 9000 won, 12.50 dollars."""
    for name in names:
        cast(MoneyInput, form.fields[name]).in_currency(currency)
        amount = form.initial.get(name)
        if amount is not None:
            form.initial[name] = round_money(amount, currency)
