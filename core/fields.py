from typing import Any

from django import forms
from django.db import models

from core.money_input import MoneyInput


class MoneyField(models.DecimalField):
    """An amount in major units; its currency is a field beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 2, **kwargs})

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        return super().formfield(*args, **{"form_class": MoneyInput, **kwargs})
