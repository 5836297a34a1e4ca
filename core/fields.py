from typing import Any

from django import forms
from django.db import models

from core.money_input import MoneyInput
from core.text import VisibleCharField, visible


class MoneyField(models.DecimalField):
    """An amount in major units; its currency is a field next to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 2, **kwargs})

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        return super().formfield(*args, **{"form_class": MoneyInput, **kwargs})


class VisibleField(models.CharField):
    """A name or an address: stripped of invisible characters at its ends; empty if nothing is visible."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return visible(text) if isinstance(text, str) else text

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        return super().formfield(*args, **{"form_class": VisibleCharField, **kwargs})

    def deconstruct(self) -> Any:
        """Migrations see a plain CharField."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
