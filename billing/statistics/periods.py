"""Which months a page of statistics shows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.months import Month

CHOICES = (6, 12, 24)
USUAL_MONTHS, MAX_MONTHS = 12, 60
EARLIEST = Month(2000, 1)


class MonthField(forms.CharField):
    """As “2026-03”, which browsers send for it."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-03", "maxlength": 7})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Month.parse(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write a month as 2026-03.")) from error


class MonthsForm(forms.Form):
    """`months` up to the present one, or `since` until `until`; the usual ones where these are invalid."""

    months = forms.TypedChoiceField(
        choices=[(str(number), str(number)) for number in CHOICES], coerce=int, required=False
    )
    since = MonthField(label=pgettext_lazy("month", "From"), required=False)
    until = MonthField(label=pgettext_lazy("month", "To"), required=False)

    def __init__(self, data: Mapping[str, Any], present: Month) -> None:
        super().__init__(data)
        self.present = present

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This is before the first month."))
        elif since and since > self.present:
            self.add_error("since", _("This month is still to come."))
        elif since and len(self._chosen()) > MAX_MONTHS:
            self.add_error("since", _("Choose five years at most."))
        return data

    @property
    def period(self) -> list[Month]:
        """The earliest first."""
        return self._chosen() if self.is_valid() else self._last(self.present, USUAL_MONTHS)

    @property
    def choice(self) -> int | None:
        """Which of CHOICES it is."""
        chosen = self.period
        return len(chosen) if chosen[-1] == self.present and len(chosen) in CHOICES else None

    def _chosen(self) -> list[Month]:
        data = self.cleaned_data
        last = max(min(data.get("until") or self.present, self.present), EARLIEST)
        if not data.get("since"):
            return self._last(last, data.get("months") or USUAL_MONTHS)
        since = max(data["since"], EARLIEST)
        count = (last.year - since.year) * 12 + last.number - since.number + 1
        return self._last(last, count)

    def _last(self, last: Month, count: int) -> list[Month]:
        return [last, *last.before(count - 1)][::-1]
