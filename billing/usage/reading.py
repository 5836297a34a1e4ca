"""What a tenant used in a month, read from the index `usage_of_a_month`."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Max, QuerySet, Sum

from billing.models import Aggregation, Meter, Tenant, UsageEvent
from billing.months import Month


def usage_of(tenant: Tenant, month: Month) -> dict[str, int]:
    """The units of the month by the code of their meter; of meters with events only."""
    events = _of(tenant, month)
    units: dict[int, int] = dict(events.values_list("meter").annotate(Sum("quantity")))
    meters = Meter.objects.in_bulk(units)
    peaks = [pk for pk, meter in meters.items() if meter.aggregation == Aggregation.PEAK]
    if peaks:
        units |= dict.fromkeys(peaks, 0) | peaks_of(events, peaks)
    return {meter.code: units[pk] for pk, meter in meters.items()}


def counts_of(tenant: Tenant, months: Sequence[Month]) -> Mapping[Month, int]:
    """The number of events of each month, reversals included: it only rises."""
    firsts = [month.first for month in months]
    events = UsageEvent.objects.filter(tenant=tenant, month__in=firsts).order_by()
    counted = dict(events.values_list("month").annotate(Count("pk")))
    return {month: counted.get(month.first, 0) for month in months}


def peaks_of(events: QuerySet[UsageEvent], meters: Sequence[int]) -> dict[int, int]:
    """The highest quantity that is not reversed, by primary key of the meter."""
    standing = events.filter(meter__in=meters, reverses=None, reversal=None)
    return dict(standing.values_list("meter").annotate(Max("quantity")))


def _of(tenant: Tenant, month: Month) -> QuerySet[UsageEvent]:
    return UsageEvent.objects.filter(tenant=tenant, month=month.first).order_by()
