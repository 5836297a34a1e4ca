import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.lifecycle import DELIVERED, FAILED, STOPPED
from delivery.models import Delivery

DAY = forms.DateInput(attrs={"type": "date"})
FINISHED = (DELIVERED, FAILED, STOPPED)


class HistoryFilter(django_filters.FilterSet):
    """A rider's filters of their finished jobs, which have `when` they ended."""

    since = django_filters.DateFilter(
        label=_("From"), field_name="when", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label=_("To"), field_name="when", lookup_expr="date__lte", widget=DAY
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(status.value, status.label) for status in FINISHED],
        empty_label=_("Any"),
    )

    class Meta:
        model = Delivery
        fields: list[str] = []
