"""The form of opening hours: a few spans for each weekday, empty ones ignored."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stores.hours.overlaps import Span, first_overlap
from stores.models import OpeningHours, Store

MAX_SPANS = 6  # of one day


class SpanForm(forms.Form):
    use_required_attribute = False

    opens = forms.TimeField(
        label=gettext_lazy("opens"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control"}),
    )
    closes = forms.TimeField(
        label=gettext_lazy("closes"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and (data.get("opens") is None) != (data.get("closes") is None):
            raise forms.ValidationError(_("Give both times, or leave both empty."))
        return data

    @property
    def is_filled(self) -> bool:
        return any(self[name].value() for name in ("opens", "closes"))


@dataclass
class Day:
    number: int
    label: str
    spans: list[SpanForm]

    @property
    def shown(self) -> list[SpanForm]:
        """The filled spans and an empty one, so that another can be added."""
        filled = [span for span in self.spans if span.is_filled]
        empty = [span for span in self.spans if not span.is_filled]
        return filled + empty[:1]


class HoursForm:
    """Bound to the submitted data, or initialized with the hours of the store."""

    def __init__(self, store: Store, data: QueryDict | None = None) -> None:
        stored: dict[int, list[OpeningHours]] = {}
        if data is None:
            for hours in store.hours.all():
                stored.setdefault(hours.weekday, []).append(hours)
        self.days = [
            Day(number, str(label), _span_forms(number, data, stored.get(number, [])))
            for number, label in OpeningHours.WEEKDAYS
        ]
        self.errors: list[str] = []
        self.spans: list[Span] = []

    def is_valid(self, *, monday_for_all: bool = False) -> bool:
        """Set `spans`, or `errors`; with `monday_for_all` Monday's spans apply to every day."""
        days = self.days[:1] if monday_for_all else self.days
        if any(span.errors for day in days for span in day.spans):
            self.errors = [_("Some times are not complete.")]
            return False
        self.spans = [span for day in days for span in _filled(day)]
        if monday_for_all:
            self.spans = [(day.number, *times) for day in self.days for times in _times(self.spans)]
        self.errors = _overlaps(self.spans)
        return not self.errors


def _span_forms(number: int, data: QueryDict | None, stored: list[OpeningHours]) -> list[SpanForm]:
    return [
        SpanForm(
            data,
            prefix=f"{number}-{index}",
            initial={"opens": stored[index].opens, "closes": stored[index].closes}
            if index < len(stored)
            else None,
        )
        for index in range(max(MAX_SPANS, len(stored)))
    ]


def _filled(day: Day) -> list[Span]:
    rows = [span.cleaned_data for span in day.spans]
    return [(day.number, row["opens"], row["closes"]) for row in rows if row["opens"] is not None]


def _times(spans: list[Span]) -> list[tuple[time, time]]:
    return [(opens, closes) for _weekday, opens, closes in spans]


def _overlaps(spans: list[Span]) -> list[str]:
    overlap = first_overlap(spans)
    if overlap is None:
        return []
    one, other = (
        OpeningHours(weekday=weekday, opens=opens, closes=closes)
        for weekday, opens, closes in overlap
    )
    return [_("%(one)s overlaps %(other)s. Change one of them.") % {"one": one, "other": other}]
