"""The form by which a gate is invited."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.text import VisibleCharField
from ticketing.checkin.gates import sections_of
from ticketing.models import Event, TicketType


class GateForm(forms.Form):
    name = VisibleCharField(
        label=pgettext_lazy("check-in", "Name of the gate"),
        max_length=60,
        help_text=_("As staff call it: North gate, Guest list."),
    )
    sections = forms.MultipleChoiceField(
        label=_("Only these sections"), required=False, widget=forms.CheckboxSelectMultiple
    )
    types = forms.ModelMultipleChoiceField(
        TicketType.objects.none(),
        label=_("Only these types of tickets"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = sections_of(event)
        self.fields["sections"].choices = [(name, name) for name in sections if name]
        types = TicketType.objects.filter(category__event=event).select_related("category")
        self.fields["types"].queryset = types
        if len(sections) < 2:
            del self.fields["sections"]
        if len(types) < 2:
            del self.fields["types"]
