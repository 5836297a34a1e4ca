"""Which days a page of statistics shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.days import DAY, Days

CHOICES = (7, 30, 90)
USUAL_DAYS, MAX_DAYS = 30, 366
EARLIEST = date(2000, 1, 1)
DATE = {"type": "date"}


@dataclass(frozen=True)
class ShownPeriod:
    """The row of panels on the page of the whole site."""

    days: Days
    pk: str = "site"


class PeriodForm(forms.Form):
    """`days` up to today, or from `since` until `until`; the usual days where these are invalid."""

    days = forms.TypedChoiceField(
        choices=[(str(number), str(number)) for number in CHOICES], coerce=int, required=False
    )
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DATE), required=False)
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs=DATE), required=False)

    def __init__(self, data: Mapping[str, Any], today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This is before the first day."))
        elif since and since > self.today:
            self.add_error("since", _("This day is still to come."))
        elif since and self._chosen().last - since >= timedelta(days=MAX_DAYS):
            self.add_error("since", _("Choose a year at most."))
        return data

    @property
    def period(self) -> Days:
        return self._chosen() if self.is_valid() else self._last(USUAL_DAYS)

    @property
    def choice(self) -> int | None:
        """Which of CHOICES it is."""
        chosen = self.period
        return len(chosen) if chosen.last == self.today and len(chosen) in CHOICES else None

    def _chosen(self) -> Days:
        data = self.cleaned_data
        if not data.get("since") and not data.get("until"):
            return self._last(data.get("days") or USUAL_DAYS)
        last = max(min(data.get("until") or self.today, self.today), EARLIEST)
        return Days(data.get("since") or last - DAY * (USUAL_DAYS - 1), last)

    def _last(self, number: int) -> Days:
        return Days(self.today - DAY * (number - 1), self.today)
