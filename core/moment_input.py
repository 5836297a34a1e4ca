"""Times and days as people type them: parsed, or refused with a sentence."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2200
WRITTEN = "%Y-%m-%dT%H:%M"


class DayInput(forms.DateField):
    """Refuses the years at the ends of the calendar, whose times do not exist in every time zone."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> Any:
        return _within_calendar(super().to_python(value))


class MomentInput(forms.DateTimeField):
    """In the active time zone; as DayInput."""

    widget = forms.DateTimeInput(format=WRITTEN, attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> Any:
        try:
            return _within_calendar(super().to_python(value))
        except OverflowError:
            raise ValidationError(_sentence()) from None


def _within_calendar(day: date | None) -> date | None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_sentence())
    return day


def _sentence() -> str:
    return _("Choose a year from %(first)s to %(last)s.") % {
        "first": FIRST_YEAR,
        "last": LAST_YEAR,
    }
