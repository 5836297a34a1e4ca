import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orders.models import Order
from orders.statuses import Status
from stores.access import Right, stores_with
from stores.models import Store

DAY = forms.DateInput(attrs={"type": "date"})
SOLD = [choice for choice in Status.choices if choice[0] not in (Status.PENDING, Status.EXPIRED)]


def stores_of(request: HttpRequest | None) -> QuerySet[Store]:
    if request is None or not request.user.is_authenticated:
        return Store.objects.none()
    return Store.objects.filter(pk__in=stores_with(request.user, Right.SEE_TAKINGS))


class SoldFilter(django_filters.FilterSet):
    """The filters of a store's list of past orders."""

    number = django_filters.CharFilter(label=_("Number"), lookup_expr="icontains", max_length=8)
    store = django_filters.ModelChoiceFilter(
        label=_("Store"), queryset=stores_of, empty_label=_("All stores")
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=SOLD, empty_label=_("Any"))
    since = django_filters.DateFilter(
        label=_("From"), field_name="placed_at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label=_("To"), field_name="placed_at", lookup_expr="date__lte", widget=DAY
    )

    class Meta:
        model = Order
        fields: list[str] = []
