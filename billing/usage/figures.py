"""What the page of usage shows: of each meter the month, its days, and the months before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from billing.models import Aggregation, Meter, Tenant, UsageEvent
from billing.months import Month
from billing.proration import Span, billed_days
from billing.usage.notices import billed_spans
from billing.usage.rating import included_units, overage_lines
from billing.usage.reading import usage_of

SHOWN_MONTHS = 12
SHOWN_CORRECTIONS = 50

Bars = list[tuple[date, int]]  # units by day, or by the first day of a month


@dataclass(frozen=True, slots=True)
class MeterFigures:
    """`cost` is what exceeds the included units costs so far; `unbilled` as of MeterUse."""

    meter: Meter
    used: int
    unbilled: int
    included: int
    cost: Decimal
    days: Bars
    months: Bars

    @property
    def overage(self) -> int:
        return max(0, self.used - self.included)

    @property
    def chart(self) -> dict[str, Any]:
        """For static/js/usage.js."""
        return {"days": _series(self.days), "months": _series(self.months)}


@dataclass(frozen=True, slots=True)
class MeterUse:
    """`used` counts for the bill; `unbilled` units of other days, such as those of a trial, do not."""

    meter: Meter
    used: int
    unbilled: int
    included: int

    @property
    def is_beyond(self) -> bool:
        return 0 < self.included < self.used


def used_in(tenant: Tenant, month: Month) -> list[MeterUse]:
    """Of the meters that the tenant used in the month, or whose use is included in its plan."""
    spans = billed_spans(tenant, month)
    used, unbilled = _by_bill(tenant, month, spans)
    planned = {code for span in spans for code in span.terms.rates}
    return [
        MeterUse(
            meter,
            used.get(meter.code, 0),
            unbilled.get(meter.code, 0),
            included_units(spans, month, meter.code),
        )
        for meter in Meter.objects.filter(code__in=planned | used.keys())
    ]


def figures_of(tenant: Tenant, month: Month) -> list[MeterFigures]:
    """Of the meters that the tenant used in these months, or whose use is included in its plan."""
    spans = billed_spans(tenant, month)
    used, unbilled = _by_bill(tenant, month, spans)
    months = [month, *month.before(SHOWN_MONTHS - 1)][::-1]
    by_month = units_by_month(tenant, months)
    by_day = units_by_day(tenant, month)
    costs = {line.meter: line.amount for line in overage_lines(spans, used, month, tenant.currency)}
    planned = {code for span in spans for code in span.terms.rates}
    meters = Meter.objects.filter(Q(code__in=planned) | Q(pk__in={pk for pk, _first in by_month}))
    return [
        MeterFigures(
            meter,
            used.get(meter.code, 0),
            unbilled.get(meter.code, 0),
            included_units(spans, month, meter.code),
            costs.get(meter.code, Decimal(0)),
            [(day, by_day.get((meter.pk, day), 0)) for day in month.days.each()],
            [(each.first, by_month.get((meter.pk, each.first), 0)) for each in months],
        )
        for meter in meters
    ]


def units_by_month(tenant: Tenant, months: list[Month]) -> dict[tuple[int, date], int]:
    """By meter (its primary key) and first day of the month."""
    events = UsageEvent.objects.filter(tenant=tenant, month__in=[month.first for month in months])
    return _grouped(events, "month")


def units_by_day(tenant: Tenant, month: Month) -> dict[tuple[int, date], int]:
    """By meter (its primary key) and day of the tenant's time zone."""
    events = UsageEvent.objects.filter(tenant=tenant, month=month.first)
    return _grouped(events.annotate(day=TruncDate("at", tzinfo=tenant.tz)), "day")


def corrections_of(tenant: Tenant, month: Month) -> QuerySet[UsageEvent]:
    """Reversals, and events that arrived when the month was over; the latest first."""
    following = month.following.first
    end = datetime(following.year, following.month, 1, tzinfo=tenant.tz)
    events = UsageEvent.objects.filter(tenant=tenant, month=month.first)
    changed = events.filter(Q(reverses__isnull=False) | Q(received_at__gte=end))
    return changed.select_related("meter", "reverses").order_by("-pk")


def _by_bill(
    tenant: Tenant, month: Month, spans: list[Span]
) -> tuple[dict[str, int], dict[str, int]]:
    """What counts for the month's bill, and what does not, by code; all counts where there is no bill."""
    days = billed_days(spans, [month]) if spans else None
    used = usage_of(tenant, month, days)
    if days is None:
        return used, {}
    everything = usage_of(tenant, month)
    return used, {code: units - used.get(code, 0) for code, units in everything.items()}


def _grouped(events: QuerySet[UsageEvent], by: str) -> dict[tuple[int, date], int]:
    rows = events.order_by().values_list("meter", by)
    units = {(meter, first): total for meter, first, total in rows.annotate(Sum("quantity"))}
    peaked = rows.filter(meter__aggregation=Aggregation.PEAK)
    units |= dict.fromkeys(peaked.distinct(), 0)
    standing = peaked.filter(reverses=None, reversal=None)
    return units | {
        (meter, first): peak for meter, first, peak in standing.annotate(Max("quantity"))
    }


def _series(bars: Bars) -> Mapping[str, list[Any]]:
    return {"labels": [day.isoformat() for day, _units in bars], "units": [n for _day, n in bars]}
