"""What a tenant used in a month, read from the index `usage_of_a_month`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet

from billing.models import Aggregation, Tenant, UsageEvent
from billing.months import Month
from core.days import DAY, Days


@dataclass(slots=True)
class MonthlyUsage:
    """`events` is their number, reversals included: it only rises.

    `units` and `names` are by the code of the meter; the units may be those of some days only.
    """

    events: int = 0
    units: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def monthly_usage(
    tenant: Tenant, months: Sequence[Month], days: Sequence[Days] | None = None
) -> dict[Month, MonthlyUsage]:
    """Of each month, with the meters that have events; the units are those of the days, if these are given.

    Events are counted and added up at one moment. Peaks are read later: one that arrives in between is billed
    now, and is more than was counted to the next that reads it.
    """
    found = {month: MonthlyUsage() for month in months}
    peaks: dict[Month, dict[int, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(*_query(tenant, months, days))
        for first, meter, code, name, aggregation, events, units in cursor.fetchall():
            month = Month.of(first)
            used = found[month]
            used.events += events
            used.units[code], used.names[code] = int(units), name
            if aggregation == Aggregation.PEAK:
                peaks.setdefault(month, {})[meter] = code
    for month, codes in peaks.items():
        highest = peaks_of(_of(tenant, month, days), list(codes))
        found[month].units |= {code: highest.get(meter, 0) for meter, code in codes.items()}
    return found


def usage_of(tenant: Tenant, month: Month, days: Sequence[Days] | None = None) -> dict[str, int]:
    """The units of the month, or of its days, by the code of their meter; of meters with events only."""
    return monthly_usage(tenant, [month], days)[month].units


def counts_of(tenant: Tenant, months: Sequence[Month]) -> Mapping[Month, int]:
    """The number of events of each month, reversals included: it only rises."""
    return {month: used.events for month, used in monthly_usage(tenant, months).items()}


def peaks_of(events: QuerySet[UsageEvent], meters: Sequence[int]) -> dict[int, int]:
    """The highest quantity that is not reversed, by primary key of the meter."""
    standing = events.filter(meter__in=meters, reverses=None, reversal=None)
    return dict(standing.values_list("meter").annotate(Max("quantity")))


def _of(tenant: Tenant, month: Month, days: Sequence[Days] | None) -> QuerySet[UsageEvent]:
    events = UsageEvent.objects.filter(tenant=tenant, month=month.first).order_by()
    if days is None:
        return events
    of_days = Q(pk__in=[])
    for each in days:
        if Month.of(each.first) == month:
            of_days |= _within(each, tenant, month)
    return events.filter(of_days)


def _within(days: Days, tenant: Tenant, month: Month) -> Q:
    """As `_UNITS_OF_DAYS`."""
    found = Q(month=month.first)
    if days.first > month.days.first:
        found &= Q(at__gte=tenant.start_of(days.first))
    if days.last < month.days.last:
        found &= Q(at__lt=tenant.start_of(days.last + DAY))
    return found


def _query(
    tenant: Tenant, months: Sequence[Month], days: Sequence[Days] | None
) -> tuple[str, list[Any]]:
    """Without days it is answered by the index alone."""
    of_tenant = [tenant.pk, [month.first for month in months]]
    if days is None:
        return _USED.format(units="sum(quantity)"), of_tenant
    ranges = [f"[{each.first},{each.last}]" for each in days]
    return _USED.format(units=_UNITS_OF_DAYS), [tenant.zone, ranges, *of_tenant]


# An event stays in its month when the tenant's time zone changes: at its edge it is of the nearest day of it.
_UNITS_OF_DAYS = """coalesce(sum(quantity) FILTER (WHERE greatest(month, least(
    (at AT TIME ZONE %s)::date, (month + interval '1 month')::date - 1
)) <@ ANY(%s::text[]::daterange[])), 0)"""
_USED = """
SELECT used.month, meter.id, meter.code, meter.name, meter.aggregation, used.events, used.units
FROM (
    SELECT month, meter_id, count(*) AS events, {units} AS units FROM billing_usageevent
    WHERE tenant_id = %s AND month = ANY(%s::date[]) GROUP BY month, meter_id
) AS used JOIN billing_meter meter ON meter.id = used.meter_id
ORDER BY meter.code
"""
